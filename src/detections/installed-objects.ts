import type { View } from '../snowflake/ddl.ts';
import { objectName, type SchemaReference } from '../snowflake/identifiers.ts';
import type { Table } from '../table.ts';
import type { Detection } from './detection.ts';
import { detectionView } from './detection-view.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { ocsfView, violationsView } from './exchange-views.ts';
import { controlResultsView, findingsViews, unusedExceptionsView } from './finding-views.ts';
import { FINDING_HISTORY, FINDING_STATE } from './history.ts';
import { PARAMETERS } from './parameter-sql.ts';
import { detectionControlsViews, detectionsViews } from './reference-views.ts';
import { accountsView, type ObjectNames, unitsView } from './units-view.ts';

/** The schema of the tables, and that of the detections; they may be one. */
export interface DetectionSchemas {
  readonly tables: SchemaReference;
  readonly detections: SchemaReference;
}

/** The tables of the schema of detections: those that users write, and those that runs do. */
export const DETECTION_TABLES: readonly Table[] = [EXCEPTIONS, PARAMETERS, FINDING_STATE, FINDING_HISTORY];

/** The views of the schema of detections, in an order in which each can be made. */
export function detectionViews(schemas: DetectionSchemas, all: readonly Detection[]): readonly View[] {
  const names: ObjectNames = {
    tables: (object) => objectName(schemas.tables, object),
    detections: (object) => objectName(schemas.detections, object),
  };
  return [
    unitsView(names),
    accountsView(names),
    ...all.map((detection) => detectionView(detection, names)),
    ...detectionsViews(all),
    ...detectionControlsViews(all),
    ...findingsViews(all, names),
    unusedExceptionsView(names),
    controlResultsView(names),
    ocsfView(names),
    violationsView(names),
  ];
}
