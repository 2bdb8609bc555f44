-- One connection once an hour, read by three replicas of a job. Run by an administrator after service.sql, up to its
-- CREATE SERVICE and in place of that; job.yaml is uploaded to the stage. Replicas are a preview of Snowflake's.
USE SCHEMA SNOWALERT.DATA;

-- Each replica has a node of its own.
ALTER COMPUTE POOL SNOWCENSUS_POOL SET MAX_NODES = 3;
GRANT CREATE TASK ON SCHEMA SNOWALERT.DATA TO ROLE SNOWCENSUS_LOADER;
GRANT EXECUTE TASK ON ACCOUNT TO ROLE SNOWCENSUS_LOADER;

-- The job's sessions have the role that owns the task. It is started and not waited for, so that no warehouse is awake
-- meanwhile; where a run takes longer than an hour, the next one is refused.
USE ROLE SNOWCENSUS_LOADER;
CREATE TASK IF NOT EXISTS SNOWCENSUS_AWS_INVENTORY
  WAREHOUSE = SNOWCENSUS_WH
  SCHEDULE = 'USING CRON 17 * * * * UTC'
AS
  EXECUTE JOB SERVICE
    IN COMPUTE POOL SNOWCENSUS_POOL
    FROM @SNOWCENSUS_SPECIFICATIONS
    SPECIFICATION_FILE = 'job.yaml'
    ASYNC = TRUE
    REPLICAS = 3
    QUERY_WAREHOUSE = SNOWCENSUS_WH
    EXTERNAL_ACCESS_INTEGRATIONS = (SNOWCENSUS_AWS_ACCESS);
ALTER TASK SNOWCENSUS_AWS_INVENTORY RESUME;
