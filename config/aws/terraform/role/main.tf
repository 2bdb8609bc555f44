# A role that reads, with the generated policies it is given. The modules account and organization use it.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

variable "name" {
  type = string
}

variable "description" {
  type = string
}

variable "policies" {
  description = "Files of ../../policies, without their extension."
  type        = list(string)
}

variable "trusted_principal_arns" {
  type = list(string)
}

variable "external_id" {
  type = string
}

variable "tags" {
  type = map(string)
}

resource "aws_iam_role" "this" {
  name        = var.name
  description = var.description
  tags        = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.trusted_principal_arns }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
    }]
  })
}

resource "aws_iam_policy" "this" {
  count = length(var.policies)

  name        = "${var.name}-${count.index + 1}"
  description = var.description
  policy      = file("${path.module}/../../policies/${var.policies[count.index]}.json")
}

resource "aws_iam_role_policy_attachment" "this" {
  count = length(var.policies)

  role       = aws_iam_role.this.name
  policy_arn = aws_iam_policy.this[count.index].arn
}

output "arn" {
  value = aws_iam_role.this.arn
}
