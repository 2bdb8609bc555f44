import { DEFAULT_NAMES } from '../../setup/installation.ts';
import type { CommandContext } from '../command.ts';

/** The context of a command that is done in another role of the same login. */
export function inRole(context: CommandContext, role: string): CommandContext {
  const { settings } = context;
  const warehouse = settings.snowflake.warehouse ?? DEFAULT_NAMES.warehouse;
  return { ...context, settings: { ...settings, snowflake: { ...settings.snowflake, role, warehouse } } };
}

/** The context of a command that the service user does with its own key, as the service will. */
export function asService(context: CommandContext, privateKey: string): CommandContext {
  const { settings, secrets } = context;
  const {
    account,
    accessUrl,
    host,
    warehouse,
    database,
    schema,
    detectionsSchema,
    sharedSchema,
    stage,
    statementTimeoutSeconds,
  } = settings.snowflake;
  secrets.addCredentials(privateKey);
  const nothing = {
    privateKeyFile: undefined,
    privateKeyPassphrase: undefined,
    privateKeyPassphraseFile: undefined,
    token: undefined,
    tokenFile: undefined,
    password: undefined,
    passwordFile: undefined,
    workloadIdentityProvider: undefined,
  };
  return {
    ...context,
    settings: {
      ...settings,
      snowflake: {
        ...nothing,
        ...{ account, accessUrl, host, database, schema, stage, statementTimeoutSeconds },
        ...{ detectionsSchema, sharedSchema },
        warehouse: warehouse ?? DEFAULT_NAMES.warehouse,
        user: DEFAULT_NAMES.user,
        role: DEFAULT_NAMES.loader,
        authenticator: 'key-pair',
        privateKey,
      },
    },
  };
}
