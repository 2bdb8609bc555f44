import { expect, test } from 'vitest';
import { openCheckout } from './checkout.ts';
import { newConnector } from './connector.ts';

const root = `${import.meta.dirname}/../..`;

test('a new connector reads its service, which the inventory does no longer, and is listed and told', () => {
  const checkout = openCheckout(root);
  const guesses = newConnector(checkout, 'aws_keys', 'kms');
  expect(checkout.read('src/connectors/aws-keys/connector.ts')).toContain("collectorsOfService('kms')");
  expect(checkout.read('src/connectors/collectors.ts')).toMatch(/type OwnService = .* \| 'kms';/);
  expect(checkout.read('src/connectors/collectors.ts')).toMatch(/OWN_SERVICES.* = \[.*, 'kms'\]/);
  expect(checkout.read('src/connectors/index.ts')).toMatch(/new Map\(\s*\[[^\]]*, awsKeys\]/);
  expect(checkout.read('CHANGELOG.md')).toContain('- Module `aws_keys` reads kms in every account');
  expect(guesses.join('\n')).toContain('the inventory reads kms no longer');
});

test.each([
  ['Keys', 'kms', 'Keys is not the name of a module'],
  ['aws_keys', undefined, 'say by --service'],
  ['aws_keys', 'nothing', 'there is no src/aws/catalogue/nothing/collectors.ts'],
  ['aws_inventory', 'kms', 'src/connectors/aws-inventory is there already'],
  ['aws_trails', 'cloudtrail', 'a connector of its own reads cloudtrail already'],
])('%s of %s is refused', (module, service, problem) => {
  expect(() => newConnector(openCheckout(root), module, service)).toThrow(problem);
});
