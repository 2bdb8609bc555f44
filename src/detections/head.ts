import { parseDocument } from 'yaml';
import { z } from 'zod';
import { catalogue } from '../aws/catalogue/index.ts';
import { configError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import { ACCOUNT_KINDS, type Detection, SEVERITIES, SUBJECTS } from './detection.ts';
import { FRAMEWORKS } from './frameworks.ts';

const COLLECTORS = catalogue.map(({ name }) => name);

const sentence = z.string().trim().min(10).max(2000);

const collector = z.string().superRefine((name, context) => {
  if (COLLECTORS.includes(name)) return;
  const meant = nearest(name, COLLECTORS);
  context.addIssue({
    code: 'custom',
    message: `there is no collector ${name}${meant ? `; did you mean ${meant}?` : ''}`,
  });
});

const control = z.string().regex(/^[\w.-]+$/, 'is not the id of a control; quote it');

const schema = z.strictObject({
  title: z
    .string()
    .trim()
    .min(10)
    .max(120)
    .regex(/^[^\p{Cc}]*$/u, 'is one line'),
  severity: z.enum(SEVERITIES),
  per: z.enum(SUBJECTS),
  accounts: z.enum(ACCOUNT_KINDS).default('all'),
  resource_type: z.string().regex(/^AWS::\w+::\w+$/, 'is written as CloudFormation does: AWS::EC2::Instance'),
  reads: z.array(collector),
  needs: z.array(z.string().min(1)).default([]),
  fresh_within_hours: z.number().int().positive().optional(),
  why: sentence,
  remedy: sentence,
  completed_by: z
    .array(z.string().regex(/^[a-z][a-z0-9_]*$/, 'is the name of a file without .part'))
    .default([]),
  parameters: z
    .record(
      z.string().regex(/^[a-z][a-z0-9_]*$/, 'is a word in lower case'),
      z.strictObject({ default: z.union([z.number(), z.array(z.string())]), doc: sentence }),
    )
    .default({}),
  controls: z.partialRecord(z.enum(FRAMEWORKS), z.array(control).min(1)).default({}),
  tests: z
    .strictObject({
      pass: z.number().int().min(0),
      fail: z.number().int().min(0),
      unknown: z.number().int().min(0),
    })
    .optional(),
});

/** The head of a detection's file, and the parts that complete its SELECT. */
export interface DetectionHead extends Omit<Detection, 'id' | 'service' | 'sql' | 'tables'> {
  readonly completedBy: readonly string[];
}

/** Head of a detection's file, checked. Throws a config error that names file, member and remedy. */
export function readHead(yaml: string, file: string): DetectionHead {
  const document = parseDocument(yaml, { strict: true, uniqueKeys: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    throw configError('the head of the detection is no YAML', {
      where: file,
      cause: problem,
      hint: 'The head is the first comment of the file: /* title: … */; quote texts that hold a colon.',
    });
  }
  const parsed = schema.safeParse(document.toJS());
  if (!parsed.success) {
    throw configError(
      `the head of the detection is wrong: ${parsed.error.issues
        .map(({ path, message }) => `${path.join('.') || 'head'}: ${message}`)
        .join('; ')}`,
      { where: file, hint: 'docs/detections/README.md has every member of the head.' },
    );
  }
  const { resource_type, fresh_within_hours, completed_by, parameters, controls, tests, ...head } =
    parsed.data;
  return {
    ...head,
    resourceType: resource_type,
    freshWithinHours: fresh_within_hours,
    completedBy: completed_by,
    parameters: Object.entries(parameters).map(([name, { default: preset, doc }]) => ({
      name,
      default: preset,
      doc,
    })),
    controls: Object.fromEntries(
      Object.entries(controls).flatMap(([name, ids]) => (ids ? [[name, ids]] : [])),
    ),
    tests,
  };
}
