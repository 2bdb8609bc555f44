# snowcensus on Fargate, by the task definition beside it. Its role in AWS is made by
# `snowcensus roles <connection> --for hub --runs-on ecs --format terraform`, and the roles that it enters by config/aws.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

variable "name" {
  description = "Name of service, log group and execution role."
  type        = string
  default     = "snowcensus"
}

variable "image" {
  description = "Image with its tag or digest, in a registry that the execution role can read."
  type        = string
}

variable "cluster_arn" {
  description = "ARN of the ECS cluster."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the subnets."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets from which AWS and Snowflake can be reached, by a NAT gateway or by endpoints."
  type        = list(string)
}

variable "task_role_arn" {
  description = "ARN of the hub role: the process's own identity in AWS."
  type        = string
}

variable "environment" {
  description = "Settings by their variables, over those of the task definition; SNOWFLAKE_ACCOUNT at least."
  type        = map(string)
}

variable "secrets" {
  description = "Settings that are secrets: the ARN of a secret of Secrets Manager by the variable, such as SNOWCENSUS_NOTIFY_URL."
  type        = map(string)
  default     = {}
}

variable "architecture" {
  description = "X86_64 or ARM64; the image has both."
  type        = string
  default     = "X86_64"
}

variable "log_days" {
  description = "Days for which logs are kept."
  type        = number
  default     = 90
}

locals {
  task      = jsondecode(file("${path.module}/task-definition.json"))
  container = local.task.containerDefinitions[0]
  settings = merge(
    { for each in local.container.environment : each.name => each.value },
    { AWS_REGION = data.aws_region.current.region },
    var.environment,
  )
}

data "aws_region" "current" {}

data "aws_partition" "current" {}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/${var.name}"
  retention_in_days = var.log_days
}

resource "aws_iam_role" "execution" {
  name = "${var.name}-execution"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "secrets" {
  count = length(var.secrets) > 0 ? 1 : 0

  name = "secrets"
  role = aws_iam_role.execution.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = values(var.secrets)
    }]
  })
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "snowcensus: out to AWS and Snowflake, and nothing in."
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.this.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = local.task.requiresCompatibilities
  network_mode             = local.task.networkMode
  cpu                      = local.task.cpu
  memory                   = local.task.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = var.task_role_arn

  ephemeral_storage {
    size_in_gib = local.task.ephemeralStorage.sizeInGiB
  }

  runtime_platform {
    operating_system_family = local.task.runtimePlatform.operatingSystemFamily
    cpu_architecture        = var.architecture
  }

  volume {
    name = local.task.volumes[0].name
  }

  container_definitions = jsonencode([merge(local.container, {
    image       = var.image
    environment = [for name, value in local.settings : { name = name, value = value }]
    secrets     = [for name, arn in var.secrets : { name = name, valueFrom = arn }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        "awslogs-group"         = aws_cloudwatch_log_group.this.name
        "awslogs-region"        = data.aws_region.current.region
        "awslogs-stream-prefix" = var.name
      }
    }
  })])
}

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster_arn
  task_definition = aws_ecs_task_definition.this.arn
  launch_type     = "FARGATE"
  desired_count   = 1

  # One is enough: a second one would only wait for the first one's leases.
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [aws_security_group.this.id]
    assign_public_ip = false
  }
}

output "task_definition_arn" {
  value = aws_ecs_task_definition.this.arn
}

output "log_group_name" {
  value = aws_cloudwatch_log_group.this.name
}
