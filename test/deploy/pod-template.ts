import { z } from 'zod';

const httpGet = z.object({ httpGet: z.strictObject({ path: z.string(), port: z.string() }) });

/** What every pod of ours is held to: a stranger without rights, on a file system that it cannot write to. */
export const podTemplate = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()) }),
  spec: z.object({
    serviceAccountName: z.string(),
    terminationGracePeriodSeconds: z.number().min(30),
    securityContext: z.object({
      runAsNonRoot: z.literal(true),
      runAsUser: z.literal(65_532),
      runAsGroup: z.literal(65_532),
      fsGroup: z.literal(65_532),
    }),
    containers: z.tuple([
      z.object({
        image: z.string(),
        args: z.array(z.string()),
        envFrom: z.tuple([z.object({ configMapRef: z.object({ name: z.literal('snowcensus') }) })]),
        securityContext: z.object({
          allowPrivilegeEscalation: z.literal(false),
          readOnlyRootFilesystem: z.literal(true),
          capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
        }),
        ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).optional(),
        startupProbe: httpGet.optional(),
        livenessProbe: httpGet.optional(),
        readinessProbe: httpGet.optional(),
        resources: z.object({ limits: z.object({ memory: z.string().regex(/^\d+Mi$/) }) }),
        volumeMounts: z.array(
          z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }),
        ),
      }),
    ]),
    volumes: z.array(z.object({ name: z.string() }).loose()),
  }),
});

export type PodTemplate = z.infer<typeof podTemplate>;
