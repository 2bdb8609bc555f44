/** Words of a list, one after the other. */
const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/**
 * Words that are no identifier anywhere unless they are quoted. doc: reserved-keywords, "reserved by ANSI" and "reserved by
 * Snowflake".
 */
export const RESERVED = words(
  'ALL ALTER AND ANY AS BETWEEN BY CHECK COLUMN CONNECT CREATE CURRENT DELETE DISTINCT DROP ELSE EXISTS FOLLOWING FOR FROM ' +
    'GRANT GROUP HAVING ILIKE IN INCREMENT INSERT INTERSECT INTO IS LIKE MINUS NOT NULL OF ON OR ORDER QUALIFY REGEXP REVOKE ' +
    'RLIKE ROW ROWS SAMPLE SELECT SET SOME START TABLE TABLESAMPLE THEN TO TRIGGER UNION UNIQUE UPDATE VALUES WHENEVER WHERE WITH',
);

/** Words that besides cannot name a column of a table. doc: reserved-keywords, "cannot be used as column name". */
export const NO_COLUMN = words(
  'CONSTRAINT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER LOCALTIME LOCALTIMESTAMP',
);

/** Words that besides cannot name what stands in FROM. doc: reserved-keywords, "table name or alias in a FROM clause". */
export const NO_SOURCE = words('CROSS FULL INNER JOIN LATERAL LEFT NATURAL RIGHT USING');
