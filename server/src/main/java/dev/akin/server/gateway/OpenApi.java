package dev.akin.server.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.akin.engine.Version;
import dev.akin.server.json.Json;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Describes the JSON form of gRPC services as an OpenAPI 3.1 document (spec.openapis.org/oas), made
 * of their descriptors.
 */
final class OpenApi {
  private static final String SCHEMAS = "#/components/schemas/";
  private static final String ERROR = "Error";

  /** Message and enum types by name. */
  private final Map<String, GenericDescriptor> types = new TreeMap<>();

  private final Deque<GenericDescriptor> unseen = new ArrayDeque<>();

  private OpenApi() {}

  static String document(List<ServiceDescriptor> services) {
    return Json.object(json -> new OpenApi().write(json, services)) + "\n";
  }

  private void write(JsonGenerator json, List<ServiceDescriptor> services) throws IOException {
    json.writeStringField("openapi", "3.1.0");
    Json.object(
        json,
        "info",
        info -> {
          info.writeStringField("title", "Akin");
          info.writeStringField("version", Version.VERSION);
        });
    Json.object(
        json,
        "paths",
        paths -> {
          for (ServiceDescriptor service : services) {
            for (MethodDescriptor method : service.getMethods()) {
              if (!method.isClientStreaming()) {
                path(paths, method);
              }
            }
          }
        });
    Json.object(
        json,
        "components",
        components -> {
          Json.object(components, "schemas", this::schemas);
          Json.object(
              components,
              "securitySchemes",
              schemes ->
                  Json.object(
                      schemes,
                      "key",
                      key -> {
                        key.writeStringField("type", "http");
                        key.writeStringField("scheme", "bearer");
                      }));
        });
    json.writeArrayFieldStart("security");
    json.writeStartObject();
    json.writeEndObject();
    json.writeStartObject();
    json.writeArrayFieldStart("key");
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private void path(JsonGenerator json, MethodDescriptor method) throws IOException {
    String type = method.isServerStreaming() ? "application/x-ndjson" : "application/json";
    Json.object(
        json,
        "/" + JsonGateway.name(method),
        path ->
            Json.object(
                path,
                "post",
                post -> {
                  post.writeStringField(
                      "operationId", method.getService().getName() + "_" + method.getName());
                  post.writeArrayFieldStart("tags");
                  post.writeString(method.getService().getName());
                  post.writeEndArray();
                  Json.object(
                      post,
                      "requestBody",
                      body -> content(body, "application/json", name(method.getInputType())));
                  Json.object(
                      post,
                      "responses",
                      responses -> {
                        Json.object(
                            responses,
                            "200",
                            answer -> {
                              answer.writeStringField("description", "The answer.");
                              content(answer, type, name(method.getOutputType()));
                            });
                        Json.object(
                            responses,
                            "default",
                            error -> {
                              error.writeStringField("description", "What was wrong.");
                              content(error, "application/json", ERROR);
                            });
                      });
                }));
  }

  private static void content(JsonGenerator json, String type, String schema) throws IOException {
    Json.object(
        json,
        "content",
        content ->
            Json.object(
                content,
                type,
                media ->
                    Json.object(
                        media, "schema", it -> it.writeStringField("$ref", SCHEMAS + schema))));
  }

  /** The name of a type, which is described as well. */
  private String name(GenericDescriptor type) {
    if (types.putIfAbsent(type.getFullName(), type) == null) {
      unseen.add(type);
    }
    return type.getFullName();
  }

  private void schemas(JsonGenerator json) throws IOException {
    Json.object(
        json,
        ERROR,
        error -> {
          error.writeStringField("type", "object");
          Json.object(
              error,
              "properties",
              fields -> {
                Json.object(fields, "code", code -> code.writeStringField("type", "string"));
                Json.object(fields, "message", text -> text.writeStringField("type", "string"));
              });
        });
    while (!unseen.isEmpty()) {
      GenericDescriptor type = unseen.remove();
      Json.object(
          json,
          type.getFullName(),
          schema -> {
            if (type instanceof EnumDescriptor names) {
              enumeration(schema, names);
            } else {
              message(schema, (Descriptor) type);
            }
          });
    }
  }

  private static void enumeration(JsonGenerator json, EnumDescriptor type) throws IOException {
    json.writeStringField("type", "string");
    json.writeArrayFieldStart("enum");
    for (EnumValueDescriptor value : type.getValues()) {
      json.writeString(value.getName());
    }
    json.writeEndArray();
  }

  private void message(JsonGenerator json, Descriptor type) throws IOException {
    json.writeStringField("type", "object");
    json.writeBooleanField("additionalProperties", false);
    Json.object(
        json,
        "properties",
        fields -> {
          for (FieldDescriptor field : type.getFields()) {
            Json.object(fields, field.getJsonName(), schema -> field(schema, field));
          }
        });
  }

  private void field(JsonGenerator json, FieldDescriptor field) throws IOException {
    if (field.isMapField()) {
      FieldDescriptor value = field.getMessageType().findFieldByName("value");
      json.writeStringField("type", "object");
      Json.object(json, "additionalProperties", schema -> single(schema, value));
    } else if (field.isRepeated()) {
      json.writeStringField("type", "array");
      Json.object(json, "items", schema -> single(schema, field));
    } else {
      single(json, field);
    }
  }

  /** One value of a field, in protobuf's JSON form: 64-bit integers are strings. */
  private void single(JsonGenerator json, FieldDescriptor field) throws IOException {
    if (field.getJavaType() == JavaType.MESSAGE) {
      json.writeStringField("$ref", SCHEMAS + name(field.getMessageType()));
      return;
    }
    if (field.getJavaType() == JavaType.ENUM) {
      json.writeStringField("$ref", SCHEMAS + name(field.getEnumType()));
      return;
    }
    json.writeStringField(
        "type",
        switch (field.getJavaType()) {
          case INT -> "integer";
          case FLOAT, DOUBLE -> "number";
          case BOOLEAN -> "boolean";
          default -> "string";
        });
    switch (field.getJavaType()) {
      case LONG -> json.writeStringField("format", "int64");
      case FLOAT -> json.writeStringField("format", "float");
      case DOUBLE -> json.writeStringField("format", "double");
      case BYTE_STRING -> json.writeStringField("contentEncoding", "base64");
      default -> {}
    }
  }
}
