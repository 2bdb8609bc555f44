import type { Account, AccountState, CredentialReportJob, IamState, RegionState, Tag } from '../contract.ts';
import type { Stack } from '../stack-state.ts';
import type { AccountRecord } from './organization/organization.ts';
import type { ReleasingCache } from './releasing-cache.ts';

/** How an account gets its content, shared by all accounts of a world. */
export interface AccountContent {
  generateIam(accountId: string): IamState;
  generateRegion(accountId: string, region: string): RegionState;
  enabledRegions(account: Account): string[];
  readonly stateCache: ReleasingCache<object>;
  sizeOf(accountId: string): Account['size'];
  readonly iamCache: ReleasingCache<IamState>;
  readonly regionCache: ReleasingCache<RegionState>;
}

/** One live account: what Organizations knows of it is kept, its content is generated when looked at. */
export class GeneratedAccount implements Account {
  readonly id: string;
  readonly arn: string;
  name: string;
  email: string;
  state: AccountState;
  joinedMethod: 'INVITED' | 'CREATED';
  joinedAt: Date;
  parentId: string;
  tags: Tag[];
  readonly isManagement: boolean;
  readonly optedInRegions: Set<string>;
  readonly credentialReport: CredentialReportJob = { coldPolls: 1, pollsMade: 0 };
  readonly stacks = new Map<string, Stack>();
  readonly #content: AccountContent;
  readonly #iamEdits: ((iam: IamState) => void)[] = [];
  readonly #stateEdits = new Map<string, ((state: object) => void)[]>();
  readonly #regionEdits = new Map<string, ((region: RegionState) => void)[]>();

  constructor(
    record: AccountRecord,
    isManagement: boolean,
    optedIn: readonly string[],
    content: AccountContent,
  ) {
    this.id = record.id;
    this.arn = record.arn;
    this.name = record.name;
    this.email = record.email;
    this.state = record.state;
    this.joinedMethod = record.joinedMethod;
    this.joinedAt = record.joinedAt;
    this.parentId = record.parentId;
    this.tags = record.tags;
    this.isManagement = isManagement;
    this.optedInRegions = new Set(optedIn);
    this.#content = content;
  }

  get size(): Account['size'] {
    return this.#content.sizeOf(this.id);
  }

  enabledRegions(): string[] {
    return this.#content.enabledRegions(this);
  }

  iam(): IamState {
    return this.#content.iamCache.get(this.id, () => {
      const state = this.#content.generateIam(this.id);
      for (const edit of this.#iamEdits) edit(state);
      return state;
    });
  }

  region(name: string): RegionState {
    if (!this.enabledRegions().includes(name)) throw new Error(`region ${name} is not enabled in ${this.id}`);
    return this.#content.regionCache.get(`${this.id}/${name}`, () => {
      const state = this.#content.generateRegion(this.id, name);
      for (const edit of this.#regionEdits.get(name) ?? []) edit(state);
      return state;
    });
  }

  content<T extends object>(name: string, generate: () => T): T {
    return this.#content.stateCache.get(`${this.id}/${name}`, () => {
      const state = generate();
      for (const edit of this.#stateEdits.get(name) ?? []) edit(state);
      return state;
    }) as T;
  }

  changeContent<T extends object>(name: string, edit: (state: T) => void): void {
    const edits = this.#stateEdits.get(name) ?? [];
    this.#stateEdits.set(name, [...edits, edit as (state: object) => void]);
    const held = this.#content.stateCache.peek(`${this.id}/${name}`);
    if (held !== undefined) edit(held as T);
  }

  changeIam(edit: (iam: IamState) => void): void {
    this.#iamEdits.push(edit);
    const held = this.#content.iamCache.peek(this.id);
    if (held !== undefined) edit(held);
  }

  changeRegion(name: string, edit: (region: RegionState) => void): void {
    this.#regionEdits.set(name, [...(this.#regionEdits.get(name) ?? []), edit]);
    const held = this.#content.regionCache.peek(`${this.id}/${name}`);
    if (held !== undefined) edit(held);
  }
}
