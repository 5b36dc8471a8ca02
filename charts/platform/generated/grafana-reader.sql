-- Generated from libs/contracts: npm run generate
-- psql --variable=role=grafana --variable=schema=streamforge --file=grafana-reader.sql: the role is there already, with a password and no other right.
ALTER ROLE :"role" SET search_path = :"schema";
ALTER ROLE :"role" SET default_transaction_read_only = on;
ALTER ROLE :"role" SET statement_timeout = '30s';
GRANT USAGE ON SCHEMA :"schema" TO :"role";
SET search_path = :"schema";
GRANT SELECT ON
  ledger_accounts,
  model_aliases,
  model_versions,
  registered_models,
  roi_closes,
  roi_equity,
  roi_predictions,
  run_metrics,
  runs
TO :"role";
