/**
 * The API in plain HTTP: every gRPC call as JSON, its OpenAPI document, and embeddings in OpenAI's
 * shape. All of it goes through the same services, with the same keys, limits and logs.
 */
package dev.akin.server.gateway;
