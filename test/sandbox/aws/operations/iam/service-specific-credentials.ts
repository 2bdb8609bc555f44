import type {
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse,
  ServiceSpecificCredentialMetadata,
} from '@aws-sdk/client-iam';
import { AwsError, type IamUser, type OperationCall } from '../../contract.ts';
import { createRandom, type Random } from '../../world/random.ts';
import { newest, oldest } from '../../world/times.ts';
import { markedPage } from './pages.ts';
import { namedUser } from './users.ts';

/** Services with credentials of their own; each user has at most two of each. */
const SERVICES = ['bedrock.amazonaws.com', 'codecommit.amazonaws.com', 'cassandra.amazonaws.com'];
const KEYS = ['bedrock.amazonaws.com'];

/** Of one user, or of all; never with a secret, which only their making answers. */
export function listServiceSpecificCredentials(
  call: OperationCall<ListServiceSpecificCredentialsRequest>,
): ListServiceSpecificCredentialsResponse {
  const { UserName, AllUsers, ServiceName } = call.input;
  if (AllUsers && UserName !== undefined) {
    throw new AwsError('ValidationError', 'UserName and AllUsers cannot be specified together');
  }
  const users = AllUsers ? [...call.account.iam().users.values()] : [namedUser(call)];
  const all = users.flatMap((user) => credentialsOf(call, user));
  const wanted = all.filter((each) => ServiceName === undefined || each.ServiceName === ServiceName);
  const { items, rest } = markedPage(call, 'ListServiceSpecificCredentials', wanted);
  return { ServiceSpecificCredentials: items, ...rest };
}

/** One user in four has some. */
function credentialsOf(
  { world, account }: OperationCall,
  user: IamUser,
): ServiceSpecificCredentialMetadata[] {
  const random = createRandom(world.seed, account.id, 'service credentials', user.UserId);
  if (random.chance(0.75)) return [];
  return random
    .sample(SERVICES, random.integer(1, 2))
    .map((ServiceName) => credential(random, user, ServiceName, account.id));
}

function credential(
  random: Random,
  { UserName, CreateDate: userMade }: IamUser,
  ServiceName: string,
  accountId: string,
): ServiceSpecificCredentialMetadata {
  const CreateDate = random.date(userMade > oldest ? userMade : oldest, newest);
  const isKey = KEYS.includes(ServiceName);
  return {
    UserName,
    Status: random.chance(0.8) ? 'Active' : 'Inactive',
    ...(isKey
      ? { ServiceCredentialAlias: `BedrockAPIKey-${random.text('abcdefghijklmnopqrstuvwxyz0123456789', 4)}` }
      : { ServiceUserName: `${UserName}-at-${accountId}` }),
    CreateDate,
    ...(isKey && random.chance(0.7)
      ? { ExpirationDate: new Date(CreateDate.getTime() + 30 * 24 * 3_600_000) }
      : {}),
    ServiceSpecificCredentialId: `ACCA${random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 17)}`,
    ServiceName,
  };
}
