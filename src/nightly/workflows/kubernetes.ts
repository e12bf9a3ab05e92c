/** A CronJob of Kubernetes that clones the repository, and a volume for what it remembers. */
import { indented, program, type Workflow, type WorkflowOptions } from "./workflow.js";

export function kubernetes(options: WorkflowOptions): Workflow {
  const literals = ["GIT_URL", ...options.variables].map((name) => `--from-literal=${name}=…`).join(" ");
  return {
    files: [{ path: "driftline/cronjob.yaml", text: manifest(options) }],
    next: [
      `kubectl create secret generic driftline ${literals}  (GIT_URL: https://user:token@host/repository.git)`,
      "kubectl apply -f driftline/cronjob.yaml",
      "kubectl create job --from=cronjob/driftline driftline-now  to try it",
    ],
  };
}

const variable = (name: string): readonly string[] => [
  `- name: ${name}`,
  "  valueFrom:",
  `    secretKeyRef: { name: driftline, key: ${name} }`,
];

const manifest = (
  options: WorkflowOptions,
): string => `# Is the database that runs the one that the migrations define? Written by driftline init; yours to change.
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: driftline
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 100Mi
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: driftline
spec:
  schedule: "17 3 * * *"
  concurrencyPolicy: Forbid
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 7
  jobTemplate:
    spec:
      # Exit code 1 is drift: trying again would not change it.
      backoffLimit: 0
      activeDeadlineSeconds: 1800
      template:
        spec:
          restartPolicy: Never
          securityContext:
            runAsNonRoot: true
            runAsUser: 1000
            runAsGroup: 1000
            fsGroup: 1000
          initContainers:
            - name: clone
              image: alpine/git:2.47.2
              command: [sh, -c, 'git clone --depth 1 "$GIT_URL" /checkout/repository']
              env:
${indented(variable("GIT_URL"), 16)}
                - { name: HOME, value: /tmp }
              volumeMounts:
                - { name: work, mountPath: /checkout }
          containers:
            - name: driftline
              image: node:22-slim
              workingDir: /checkout/repository
              command:
                - sh
                - -c
                - >-
                  ${program(options)} check ${options.target}
                  --history /state/history.jsonl --report-dir /state/report
              env:
${indented(options.variables.flatMap(variable), 16)}
                - { name: HOME, value: /tmp }
              resources:
                requests: { cpu: 100m, memory: 256Mi }
                limits: { memory: 1Gi }
              securityContext:
                allowPrivilegeEscalation: false
                capabilities: { drop: [ALL] }
              volumeMounts:
                - { name: work, mountPath: /checkout }
                - { name: state, mountPath: /state }
          volumes:
            - name: work
              emptyDir: {}
            - name: state
              persistentVolumeClaim: { claimName: driftline }
`;
