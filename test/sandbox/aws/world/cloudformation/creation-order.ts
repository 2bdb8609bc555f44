import { AwsError } from '../../contract.ts';
import type { TemplateResource } from '../../stack-state.ts';
import { referencesOf } from './functions.ts';

/** The resources' names, each after those that it refers to. Throws for a circle. */
export function creationOrder(resources: Readonly<Record<string, TemplateResource>>): readonly string[] {
  const order: string[] = [];
  const visit = (id: string, from: readonly string[]): void => {
    if (order.includes(id)) return;
    if (from.includes(id)) {
      throw new AwsError('ValidationError', `Circular dependency between resources: [${from.join(', ')}]`);
    }
    const { Properties, DependsOn = [] } = resources[id] as TemplateResource;
    const { refs, attributes } = referencesOf(Properties);
    for (const before of [...refs, ...attributes, ...[DependsOn].flat()]) {
      if (before in resources) visit(before, [...from, id]);
    }
    order.push(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return order;
}
