/*
title: Functions use supported runtimes
severity: medium
per: resource
resource_type: AWS::Lambda::Function
reads: [lambda.functions]
why: A runtime without support gets no security fixes, and its functions can one day be changed no more.
remedy: Move the function to a supported runtime; https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html has the dates.
parameters:
  runtimes:
    default: [dotnet6, dotnet7, dotnet5.0, dotnetcore1.0, dotnetcore2.0, dotnetcore2.1, dotnetcore3.1, go1.x, java8, nodejs, nodejs10.x, nodejs12.x, nodejs14.x, nodejs16.x, nodejs18.x, nodejs20.x, nodejs4.3, nodejs4.3-edge, nodejs6.10, nodejs8.10, provided, python2.7, python3.6, python3.7, python3.8, python3.9, ruby2.5, ruby2.7, ruby3.2]
    doc: "Runtimes that AWS supports no more, as of November 2026."
controls:
  fsbp: [Lambda.2]
tests: { pass: 22, fail: 13, unknown: 4 }
*/
SELECT
  f.ACCOUNT_ID,
  f.REGION,
  f.RESOURCE_ID,
  f.ARN AS RESOURCE_ARN,
  IFF(ARRAY_CONTAINS(f.RUNTIME::VARIANT, $runtimes), 'fail', 'pass') AS STATUS,
  IFF(ARRAY_CONTAINS(f.RUNTIME::VARIANT, $runtimes), 'AWS supports the runtime no more.', 'AWS supports the runtime.') AS REASON,
  OBJECT_CONSTRUCT('name', f.NAME, 'runtime', f.RUNTIME) AS EVIDENCE
FROM AWS_LAMBDA_FUNCTIONS f
WHERE f.PACKAGE_TYPE = 'Zip' AND f.RUNTIME IS NOT NULL
