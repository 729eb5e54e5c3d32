"""moto's server: S3, SQS, DynamoDB, IAM and STS as Amazon answers them, or nearly."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from driving import Client
from sweeping import FUTURE, PAST, sweep

INTERFACE = "wsgi"


def signed(service: str, **more: str) -> dict[str, str]:
    """The fields by which moto knows the service that is meant."""
    scope = f"AKIA/20260101/us-east-1/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0", **more}


S3 = signed("s3")
DYNAMO = {"Content-Type": "application/x-amz-json-1.0"}
TABLE = (
    '{"TableName": "t", "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST",'
    '"AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}]}'
)
PATHS = (
    "/", "/bucket", "/bucket/", "/bucket/key.txt", "/bucket/nowhere.txt", "/nobucket/", "/bucket/?location",
    "/bucket/?versioning", "/bucket/?policy", "/bucket/?cors", "/bucket/?tagging", "/bucket/?lifecycle", "/bucket/?website",
    "/bucket/?list-type=2&prefix=k", "/bucket/?versions", "/bucket/?uploads", "/bucket/key.txt?acl", "/bucket/key.txt?tagging",
)  # fmt: skip


def build(folder: Path) -> Any:
    """The application."""
    from moto.server import DomainDispatcherApplication, create_backend_app

    return DomainDispatcherApplication(create_backend_app)


def drive(client: Client) -> None:
    """A bucket and what can be done to it, then the services that are one address."""
    sweep(client, ("/moto-api/", "/moto-api/data.json", "/moto-api/nowhere"), writes=False)
    _use_s3(client)
    sweep(client, PATHS, S3, writes=False)
    sweep(client, ("/bucket/swept.txt",), S3)
    for method in ("GET", "HEAD"):
        client(method, "/bucket/key.txt", {**S3, "If-Modified-Since": FUTURE})
        client(method, "/bucket/key.txt", {**S3, "If-Unmodified-Since": PAST})
        client(method, "/bucket/key.txt?versionId=nothing", S3)
    _upload_in_parts(client)
    client("DELETE", "/bucket", S3)
    client("DELETE", "/bucket/key.txt", S3)
    client("DELETE", "/bucket/key.txt", S3)
    client("POST", "/bucket?delete", S3, "<Delete><Object><Key>copy.txt</Key></Object></Delete>")
    _use_queues(client)
    _use_tables(client)


def _use_s3(client: Client) -> None:
    client("PUT", "/bucket", S3)
    client("PUT", "/bucket", signed("s3", **{"x-amz-bucket-region": "eu-west-1"}))
    client("PUT", "/Wrong_Name", S3)
    client("PUT", "/bucket/key.txt", {**S3, "Content-Type": "text/plain"}, "some text")
    client("PUT", "/nobucket/key.txt", S3, "some text")
    client("PUT", "/bucket/key.txt", {**S3, "If-None-Match": "*"}, "not over another")
    client("PUT", "/bucket/copy.txt", {**S3, "x-amz-copy-source": "/bucket/key.txt"})
    client("PUT", "/bucket/copy.txt", {**S3, "x-amz-copy-source": "/bucket/nowhere.txt"})
    client(
        "PUT",
        "/bucket/key.txt?tagging",
        S3,
        "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>",
    )
    client(
        "PUT", "/bucket?versioning", S3, "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    )
    client(
        "PUT",
        "/bucket?cors",
        S3,
        "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>",
    )
    client("PUT", "/bucket?policy", S3, '{"Version": "2012-10-17", "Statement": []}')
    client("DELETE", "/bucket?policy", S3)
    client("GET", "/bucket/key.txt")


def _upload_in_parts(client: Client) -> None:
    upload = re.findall("<UploadId>(.+)</UploadId>", client("POST", "/bucket/big.bin?uploads", S3).text)[0]
    part = client("PUT", f"/bucket/big.bin?partNumber=1&uploadId={upload}", S3, "part")["ETag"]
    client("GET", f"/bucket/big.bin?uploadId={upload}", S3)
    parts = (
        f"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{part}</ETag></Part></CompleteMultipartUpload>"
    )
    client("POST", f"/bucket/big.bin?uploadId={upload}", S3, parts)
    client("POST", "/bucket/big.bin?uploadId=nothing", S3, parts)
    client("DELETE", "/bucket/big.bin?uploadId=nothing", S3)


def _use_queues(client: Client) -> None:
    for action in (
        "CreateQueue&QueueName=q",
        "ListQueues",
        "GetQueueUrl&QueueName=q",
        "GetQueueUrl&QueueName=none",
        "Nonsense",
    ):
        client(
            "POST",
            "/",
            {**signed("sqs"), "Content-Type": "application/x-www-form-urlencoded"},
            f"Action={action}&Version=2012-11-05",
        )
    queue = "/123456789012/q"
    for action in (
        "SendMessage&MessageBody=m",
        "ReceiveMessage",
        "DeleteMessage&ReceiptHandle=none",
        "DeleteQueue",
        "SendMessage&MessageBody=m",
    ):
        client.form(
            queue,
            signed("sqs"),
            Action=action.partition("&")[0],
            **dict([action.partition("&")[2].split("=")]) if "&" in action else {},
        )
    for service, action in (
        ("iam", "ListUsers"),
        ("iam", "GetUser&UserName=none"),
        ("sts", "GetCallerIdentity"),
        ("ec2", "DescribeInstances"),
    ):
        client(
            "POST",
            "/",
            {**signed(service), "Content-Type": "application/x-www-form-urlencoded"},
            f"Action={action}&Version=2010-05-08",
        )


def _use_tables(client: Client) -> None:
    calls = (
        ("CreateTable", TABLE), ("CreateTable", TABLE), ("PutItem", '{"TableName": "t", "Item": {"k": {"S": "a"}}}'),
        ("GetItem", '{"TableName": "t", "Key": {"k": {"S": "a"}}}'), ("GetItem", '{"TableName": "none", "Key": {}}'),
        ("ListTables", "{}"), ("Nonsense", "{}"), ("DeleteTable", '{"TableName": "t"}'),
    )  # fmt: skip
    for action, content in calls:
        client("POST", "/", {**signed("dynamodb"), **DYNAMO, "X-Amz-Target": f"DynamoDB_20120810.{action}"}, content)
