import { isJsonObject } from '../../../text/json-object.ts';
import { jsonDocument } from '../../policy/policy-document.ts';
import type { Detail } from '../detail.ts';
import type { ItemSource } from '../entry-specs.ts';
import type { CloudControlled } from './service.ts';

/** A resource as its list names it. */
export interface NamedResource {
  readonly Identifier?: string | undefined;
}

/** Parts of a collector of one type: the list, and of each resource its properties. */
interface ResourcesOf<Kept> {
  readonly thing: string;
  readonly list: ItemSource<NamedResource>;
  readonly details: { readonly Properties: Detail<NamedResource, Kept> };
  readonly gone: readonly string[];
}

/** Resources in a page: MaxResults changes nothing (aws/aws-sdk#764). */
const PAGE = 25;

/**
 * The resources of a type, such as `AWS::RolesAnywhere::Profile`. A list tells identifiers for certain and nothing else:
 * handlers leave properties out of the list, and put constants in the place of those that they did not look up. `keep` mends the
 * properties of one resource, as Cloud Control tells them.
 */
export function resourcesOf<Type extends string, Properties extends object, Kept = Properties>(
  service: CloudControlled<Type, string>,
  TypeName: Type,
  thing: string,
  keep: (properties: Properties) => Kept,
): ResourcesOf<Kept> {
  const { list, read } = service.types[TypeName];
  const listed = service.list('ListResources', 'ResourceDescriptions', {
    input: { TypeName },
    pageSize: 'own',
  });
  const { sample: _, ...properties } = service.detailsOf<NamedResource>().each('GetResource', {
    request: ({ Identifier }) => ({ TypeName, Identifier }),
    take: ({ ResourceDescription }) => {
      const told = propertiesIn<Properties>(ResourceDescription?.Properties);
      return told && keep(told);
    },
  });
  return {
    thing,
    list: {
      actions: [...listed.actions, list[0]],
      conditional: Object.fromEntries(
        [...list.slice(1), ...read].map((action) => [action, `there is a ${thing}`]),
      ),
      calls: `1 per ${PAGE}`,
      async *pages(context) {
        for await (const page of listed.pages(context)) yield page.map(({ Identifier }) => ({ Identifier }));
      },
    },
    details: { Properties: properties },
    gone: ['ResourceNotFoundException'],
  };
}

/** The properties that a text of JSON holds; undefined where it holds none, or is no such text. */
function propertiesIn<Properties extends object>(text = ''): Properties | undefined {
  const value = jsonDocument(text);
  return isJsonObject(value) ? (value as Properties) : undefined;
}
