import type { View } from '../../snowflake/ddl.ts';
import { ACTION_VIEWS } from './actions.ts';
import { admins } from './admins.ts';
import { edges } from './edges.ts';
import { escalations } from './escalation.ts';
import { externalAccess } from './external-access.ts';
import { guardrails } from './guardrails.ts';
import { openRules } from './open-rules.ts';
import { permissions } from './permissions.ts';
import { roleDrift } from './role-drift.ts';
import { statements } from './statements.ts';

/** Views of effective access, in an order in which each can be made: after trust and the ways of Identity Center. */
export const ACCESS_VIEWS: readonly View[] = [
  statements,
  guardrails,
  permissions,
  ...ACTION_VIEWS,
  admins,
  escalations,
  roleDrift,
  edges,
  externalAccess,
  openRules,
];
