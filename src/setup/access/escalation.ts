import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';
import METHODS from './escalation-methods.json' with { type: 'json' };
import { column, covers } from './pattern-sql.ts';

/** Ways to more permissions than one was given: all of a method's actions, allowed to one principal, are one. */
export const escalations: View = {
  name: 'AWS_ESCALATION_PATHS',
  comment:
    'Users and roles that can raise their own privileges, by the method: they are allowed all of its actions. Whoever may do everything already is not in it.',
  columns: [
    column('ACCOUNT_ID', 'Account of the user or role.'),
    column('PRINCIPAL_ARN', 'User or role.'),
    column('PRINCIPAL_TYPE', 'user or role.'),
    column('METHOD', 'Name of the method.'),
    column('KIND', 'own policies, other principal or pass role.'),
    column('SAYS', 'What it does.'),
    column('ACTIONS', 'Actions that it takes, all of which are allowed.'),
    column('RESOURCES', 'Patterns of resources on which any of the actions is allowed.'),
    column('IS_CONDITIONAL', 'Whether some action is allowed by condition only.'),
    column(
      'IS_NARROWED',
      'Whether some action is allowed on certain resources only, which may leave nothing to gain.',
    ),
    column(
      'NOT_EVALUATED',
      'What may take away from it and was not looked at: resources (whether they leave anything to gain), conditions, boundary, deny, unread policies, scp.',
    ),
  ],
  select: (name) => {
    const needs = METHODS.flatMap(({ id, actions }) =>
      actions.map((action) => `(${literal(id)}, ${literal(action)})`),
    );
    const methods = METHODS.map(
      ({ id, kind, says, actions }) =>
        `(${literal(id)}, ${literal(kind)}, ${literal(says)}, ${actions.length})`,
    );
    return (
      'WITH needs AS (\n' +
      `  SELECT METHOD, NEEDED FROM (VALUES\n    ${needs.join(',\n    ')}\n  ) AS v (METHOD, NEEDED)\n` +
      '), methods AS (\n' +
      `  SELECT METHOD, KIND, SAYS, NEEDS FROM (VALUES\n    ${methods.join(',\n    ')}\n  ) AS v (METHOD, KIND, SAYS, NEEDS)\n` +
      '), wanted AS (\n' +
      '  SELECT NEEDED FROM needs GROUP BY NEEDED\n' +
      '), held AS (\n' +
      '  SELECT ACCOUNT_ID, PRINCIPAL_ARN, PRINCIPAL_TYPE, ACTION, EXCEPT_ACTIONS, TO_JSON(EXCEPT_ACTIONS) AS EXCEPTS, RESOURCE, EXCEPT_RESOURCES, CONDITIONS, NOT_EVALUATED\n' +
      `  FROM ${name('AWS_IAM_PERMISSIONS')}\n` +
      '), admins AS (\n' +
      "  SELECT PRINCIPAL_ARN FROM held WHERE ACTION IN ('*', '*:*') AND EXCEPTS IS NULL AND RESOURCE = '*' AND EXCEPT_RESOURCES IS NULL AND CONDITIONS = 'none' GROUP BY PRINCIPAL_ARN\n" +
      '), excepted AS (\n' +
      '  SELECT x.EXCEPTS, w.NEEDED\n' +
      '  FROM (SELECT h.EXCEPTS, e.VALUE::STRING AS PATTERN FROM held h, LATERAL FLATTEN(INPUT => h.EXCEPT_ACTIONS) e) x\n' +
      `  JOIN wanted w ON ${covers('x.PATTERN', 'w.NEEDED')}\n` +
      '  GROUP BY x.EXCEPTS, w.NEEDED\n' +
      '), allowed AS (\n' +
      '  SELECT h.ACCOUNT_ID, h.PRINCIPAL_ARN, h.PRINCIPAL_TYPE, w.NEEDED, h.RESOURCE, h.NOT_EVALUATED,\n' +
      "    h.CONDITIONS <> 'none' AS IS_CONDITIONAL, h.RESOURCE <> '*' OR h.EXCEPT_RESOURCES IS NOT NULL AS IS_NARROWED\n" +
      '  FROM held h\n' +
      `  JOIN wanted w ON ${covers('h.ACTION', 'w.NEEDED')}\n` +
      '  LEFT JOIN excepted x ON x.EXCEPTS = h.EXCEPTS AND x.NEEDED = w.NEEDED\n' +
      '  WHERE x.NEEDED IS NULL AND h.PRINCIPAL_ARN NOT IN (SELECT PRINCIPAL_ARN FROM admins)\n' +
      '), actions AS (\n' +
      // The widest statement of several is the one that counts.
      '  SELECT PRINCIPAL_ARN, NEEDED, BOOLAND_AGG(IS_CONDITIONAL) AS IS_CONDITIONAL, BOOLAND_AGG(IS_NARROWED) AS IS_NARROWED\n' +
      '  FROM allowed GROUP BY PRINCIPAL_ARN, NEEDED\n' +
      '), ways AS (\n' +
      '  SELECT a.ACCOUNT_ID, a.PRINCIPAL_ARN, a.PRINCIPAL_TYPE, n.METHOD, COUNT(DISTINCT n.NEEDED) AS HAS, ARRAY_UNIQUE_AGG(n.NEEDED) AS ACTIONS,\n' +
      '    ARRAY_UNIQUE_AGG(a.RESOURCE) AS RESOURCES, BOOLOR_AGG(e.IS_CONDITIONAL) AS IS_CONDITIONAL, BOOLOR_AGG(e.IS_NARROWED) AS IS_NARROWED,\n' +
      `    ${['boundary', 'deny', 'unread policies'].map((what) => `BOOLOR_AGG(ARRAY_CONTAINS(${literal(what)}::VARIANT, a.NOT_EVALUATED)) AS ${what.replace(' ', '_').toUpperCase()}`).join(', ')}\n` +
      '  FROM allowed a\n' +
      '  JOIN needs n ON n.NEEDED = a.NEEDED\n' +
      '  JOIN actions e ON e.PRINCIPAL_ARN = a.PRINCIPAL_ARN AND e.NEEDED = a.NEEDED\n' +
      '  GROUP BY a.ACCOUNT_ID, a.PRINCIPAL_ARN, a.PRINCIPAL_TYPE, n.METHOD\n' +
      ')\n' +
      'SELECT w.ACCOUNT_ID, w.PRINCIPAL_ARN, w.PRINCIPAL_TYPE, w.METHOD, m.KIND, m.SAYS, w.ACTIONS, w.RESOURCES, w.IS_CONDITIONAL, w.IS_NARROWED,\n' +
      "  ARRAY_CONSTRUCT_COMPACT('resources', IFF(w.IS_CONDITIONAL, 'conditions', NULL), IFF(w.BOUNDARY, 'boundary', NULL), IFF(w.DENY, 'deny', NULL),\n" +
      "    IFF(w.UNREAD_POLICIES, 'unread policies', NULL), 'scp') AS NOT_EVALUATED\n" +
      'FROM ways w JOIN methods m ON m.METHOD = w.METHOD AND m.NEEDS = w.HAS'
    );
  },
};
