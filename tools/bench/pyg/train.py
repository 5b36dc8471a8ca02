"""Trains GCN or GAT on a citation graph with PyTorch Geometric, on one thread, and prints what it took as JSON.

The features stay sparse, in PyTorch's own CSR, with a backward pass through the transposed matrix whose places are known beforehand:
PyTorch Geometric alone would multiply a dense matrix of which 98.7 % is 0, which takes about ten times as long. Edges are a list, which
is faster here than a sparse matrix of them.
"""
import argparse
import json
import os
import resource
import time
import warnings
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["MKL_NUM_THREADS"] = "1"

import numpy
import torch
import torch_geometric
import torch.nn.functional as functional
from torch_geometric.nn import GATConv, GATv2Conv, GCNConv

torch.set_num_threads(1)
torch.sparse.check_sparse_tensor_invariants.disable()
# PyTorch calls its sparse matrices a beta.
warnings.filterwarnings("ignore", message="Sparse CSR")


def ints(path):
    return torch.from_numpy(numpy.fromfile(path, dtype="<i4").astype(numpy.int64))


class Citations:
    """The graph with row-normalised features, and the places of those in the transposed matrix."""

    def __init__(self, folder):
        meta = json.loads((folder / "meta.json").read_text())
        self.nodes, self.width, self.classes = meta["nodes"], meta["features"], meta["classes"]
        self.starts, self.columns = ints(folder / "x_indptr.i32"), ints(folder / "x_indices.i32")
        values = torch.from_numpy(numpy.fromfile(folder / "x_data.f32", dtype="<f4").copy())
        rows = torch.repeat_interleave(torch.arange(self.nodes), self.starts.diff())
        sums = torch.zeros(self.nodes).index_add_(0, rows, values)
        self.values = values / sums[rows].clamp(min=1e-12)
        self.order = torch.argsort(self.columns, stable=True)
        self.turned_columns = rows[self.order]
        counts = torch.bincount(self.columns, minlength=self.width)
        self.turned_starts = torch.cat([torch.zeros(1, dtype=torch.int64), counts.cumsum(0)])
        pairs = torch.from_numpy(numpy.loadtxt(folder / "edges.csv", delimiter=",", skiprows=1, dtype=numpy.int64)).t()
        self.edges = torch.cat([pairs, pairs.flip(0)], dim=1).contiguous()
        self.labels = torch.tensor(json.loads((folder / "labels.json").read_text()))
        split = json.loads((folder / "split.json").read_text())
        self.train, self.validation, self.test = (torch.tensor(split[part]) for part in ("train", "val", "test"))


class SparseProduct(torch.autograd.Function):
    @staticmethod
    def forward(context, weight, values, graph):
        context.save_for_backward(values)
        context.graph = graph
        return torch.sparse_csr_tensor(graph.starts, graph.columns, values, (graph.nodes, graph.width)) @ weight

    @staticmethod
    def backward(context, gradient):
        (values,), graph = context.saved_tensors, context.graph
        turned = torch.sparse_csr_tensor(graph.turned_starts, graph.turned_columns, values[graph.order], (graph.width, graph.nodes))
        return turned @ gradient, None, None


class SparseLinear(torch.nn.Module):
    """Stands in for the first linear map of a convolution; it drops out features, of which those that are 0 need no dropping."""

    def __init__(self, graph, outputs, dropout):
        super().__init__()
        self.graph, self.dropout = graph, dropout
        self.weight = torch.nn.Parameter(torch.empty(graph.width, outputs))
        torch.nn.init.xavier_uniform_(self.weight)

    def forward(self, _):
        values = functional.dropout(self.graph.values, self.dropout, self.training)
        return SparseProduct.apply(self.weight, values, self.graph)


class Gcn(torch.nn.Module):
    rate = 0.01

    def __init__(self, graph):
        super().__init__()
        self.first = GCNConv(1, 16, cached=True)
        self.first.lin = SparseLinear(graph, 16, 0.5)
        self.last = GCNConv(16, graph.classes, cached=True)

    def forward(self, nothing, edges):
        hidden = functional.dropout(self.first(nothing, edges).relu(), 0.5, self.training)
        return self.last(hidden, edges)

    def groups(self):
        return [{"params": self.first.parameters(), "weight_decay": 5e-4}, {"params": self.last.parameters(), "weight_decay": 0}]


class Gat(torch.nn.Module):
    rate = 0.005
    attention = GATConv

    def __init__(self, graph):
        super().__init__()
        self.first = self.attention(1, 8, heads=8, dropout=0.6)
        self.replace(graph)
        self.last = self.attention(64, graph.classes, heads=1, concat=False, dropout=0.6)

    def replace(self, graph):
        self.first.lin = SparseLinear(graph, 64, 0.6)

    def forward(self, nothing, edges):
        hidden = functional.dropout(functional.elu(self.first(nothing, edges)), 0.6, self.training)
        return self.last(hidden, edges)

    def groups(self):
        return [{"params": self.parameters(), "weight_decay": 5e-4}]


class Gatv2(Gat):
    attention = GATv2Conv

    def replace(self, graph):
        self.first.lin_l, self.first.lin_r = SparseLinear(graph, 64, 0.6), SparseLinear(graph, 64, 0.6)


MODELS = {"gcn": Gcn, "gat": Gat, "gatv2": Gatv2}


def train(graph, kind, seed, epochs, judge):
    """CPU seconds of training, on the one thread there is, and the test accuracy at the best validation epoch where that is asked for."""
    torch.manual_seed(seed)
    model = MODELS[kind](graph)
    optimiser = torch.optim.Adam(model.groups(), lr=model.rate)
    nothing, edges = torch.zeros(graph.nodes, 1), graph.edges
    best, chosen, taken = -1.0, None, 0.0
    for _ in range(epochs):
        began = time.process_time()
        model.train()
        optimiser.zero_grad()
        functional.cross_entropy(model(nothing, edges)[graph.train], graph.labels[graph.train]).backward()
        optimiser.step()
        taken += time.process_time() - began
        if not judge:
            continue
        model.eval()
        with torch.no_grad():
            right = (model(nothing, edges).argmax(dim=1) == graph.labels).float()
        if right[graph.validation].mean().item() > best:
            best, chosen = right[graph.validation].mean().item(), right[graph.test].mean().item()
    return taken, chosen


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", choices=sorted(MODELS), required=True)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=200)
    parser.add_argument("--judge", action="store_true", help="also test accuracy at the best validation epoch")
    given = parser.parse_args()
    graph = Citations(given.data)
    train(graph, given.model, 0, 5, False)
    runs = [train(graph, given.model, seed, given.epochs, given.judge) for seed in range(1, given.runs + 1)]
    print(json.dumps({
        "seconds": [seconds for seconds, _ in runs],
        "accuracy": [accuracy for _, accuracy in runs] if given.judge else None,
        "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "versions": f"PyTorch Geometric {torch_geometric.__version__}, PyTorch {torch.__version__}",
    }))


if __name__ == "__main__":
    main()
