import { everything } from '@streamforge/cluster-tools/control-plane/proof/everything';
import { buildControlPlane, kubernetesVersion } from '@streamforge/cluster-tools/control-plane/programs';
import { withControlPlane } from '@streamforge/cluster-tools/control-plane/running';
import { goTool } from '@streamforge/cluster-tools/go-tools';
import type { FigureRun } from '@streamforge/figures/figure';
import { sharedFile } from '@streamforge/testing/shared-data';

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** Charts, on the API server, the controllers and the scheduler that Kubernetes is; nodes are only played. */
export const run: FigureRun = {
  says: `Charts and ArgoCD's objects on a real control plane of Kubernetes ${kubernetesVersion}: installed, upgraded, rolled back, removed. Builds it the first time.`,
  measure: async () => {
    const [schemas, helm] = [sharedFile('schemas'), await goTool('helm')];
    if (schemas === undefined || helm === undefined) throw new Error('the schemas of the shared data, and helm, are needed');
    await buildControlPlane(tell);
    return await withControlPlane(helm, async (plane) => await everything(plane, schemas, tell));
  },
};
