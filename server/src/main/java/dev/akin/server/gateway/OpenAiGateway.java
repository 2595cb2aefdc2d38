package dev.akin.server.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.proto.ErrorMessages;
import dev.akin.proto.ModelMessages;
import dev.akin.proto.v1.EmbeddingProto;
import dev.akin.proto.v1.EmbeddingServiceGrpc;
import dev.akin.proto.v1.RecordProto;
import dev.akin.server.http.HttpListener;
import dev.akin.server.http.HttpStatuses;
import dev.akin.server.http.Route;
import dev.akin.server.http.Route.Access;
import dev.akin.server.json.Json;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The models in the shape of OpenAI's API (platform.openai.com/docs/api-reference/embeddings): what
 * speaks to that can use ours. Tokens are not counted: {@code usage} says 0.
 */
final class OpenAiGateway {
  private static final String TYPE = "application/json";

  private final LocalCalls calls;
  private final int maxBytes;

  /**
   * A gateway.
   *
   * @param maxBytes of a request
   */
  OpenAiGateway(LocalCalls calls, int maxBytes) {
    this.calls = calls;
    this.maxBytes = maxBytes;
  }

  /** {@code POST /v1/embeddings} and {@code GET /v1/models}. */
  List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/embeddings", Access.KEY, it -> answer(it, this::embeddings)),
        new Route("GET", "/v1/models", Access.KEY, it -> answer(it, this::models)));
  }

  private String embeddings(HttpExchange exchange) throws IOException {
    OpenAiRequest request = OpenAiRequest.parse(RequestBody.read(exchange, maxBytes));
    List<Input> inputs = new ArrayList<>();
    request.input().forEach(text -> inputs.add(Input.text(text)));
    EmbeddingProto.EmbedResponse embedded =
        EmbeddingProto.EmbedResponse.parseFrom(
            calls.call(
                exchange,
                EmbeddingServiceGrpc.getEmbedMethod().getFullMethodName(),
                ModelMessages.toProto(request.model(), inputs, EmbedOptions.DOCUMENT)
                    .toByteArray()));
    return Json.object(
        json -> {
          json.writeStringField("object", "list");
          json.writeArrayFieldStart("data");
          int index = 0;
          for (RecordProto.Vector vector : embedded.getVectorsList()) {
            float[] values = cut(vector, request.dimensions());
            json.writeStartObject();
            json.writeStringField("object", "embedding");
            json.writeNumberField("index", index++);
            json.writeFieldName("embedding");
            if (request.base64()) {
              json.writeString(base64(values));
            } else {
              json.writeStartArray();
              for (float value : values) {
                json.writeNumber(value);
              }
              json.writeEndArray();
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeStringField("model", request.model());
          Json.object(
              json,
              "usage",
              usage -> {
                usage.writeNumberField("prompt_tokens", 0);
                usage.writeNumberField("total_tokens", 0);
              });
        });
  }

  /** The first numbers, scaled to unit length if some are left out. */
  private static float[] cut(RecordProto.Vector vector, int dimensions) {
    int length = vector.getValuesCount();
    if (dimensions > length) {
      throw new AkinException.InvalidArgument(
          "dimensions must be at most " + length + ", the model's: " + dimensions);
    }
    float[] values = new float[dimensions == 0 ? length : dimensions];
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = vector.getValues(i);
      squares += (double) values[i] * values[i];
    }
    if (values.length < length && squares > 0) {
      float scale = (float) (1 / Math.sqrt(squares));
      for (int i = 0; i < values.length; i++) {
        values[i] *= scale;
      }
    }
    return values;
  }

  private static String base64(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private String models(HttpExchange exchange) throws InvalidProtocolBufferException {
    EmbeddingProto.ListModelsResponse models =
        EmbeddingProto.ListModelsResponse.parseFrom(
            calls.call(
                exchange,
                EmbeddingServiceGrpc.getListModelsMethod().getFullMethodName(),
                new byte[0]));
    return Json.object(
        json -> {
          json.writeStringField("object", "list");
          json.writeArrayFieldStart("data");
          for (EmbeddingProto.ModelInfo model : models.getModelsList()) {
            if (model.getKind() == EmbeddingProto.ModelKind.MODEL_KIND_RERANKER) {
              continue;
            }
            json.writeStartObject();
            json.writeStringField("id", model.getName());
            json.writeStringField("object", "model");
            json.writeNumberField("created", 0);
            json.writeStringField("owned_by", "akin");
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    try {
      HttpListener.answer(exchange, 200, TYPE, answer.to(exchange) + "\n");
    } catch (StatusRuntimeException e) {
      error(exchange, ErrorMessages.toApi(e.getStatus()));
    } catch (AkinException e) {
      error(exchange, e);
    }
  }

  private static void error(HttpExchange exchange, AkinException e) throws IOException {
    int status = HttpStatuses.of(e);
    HttpListener.answer(
        exchange,
        status,
        TYPE,
        Json.object(
                json ->
                    Json.object(
                        json,
                        "error",
                        error -> {
                          error.writeStringField("message", String.valueOf(e.getMessage()));
                          error.writeStringField(
                              "type", status < 500 ? "invalid_request_error" : "server_error");
                          error.writeNullField("param");
                          error.writeNullField("code");
                        }))
            + "\n");
  }

  /** The JSON that a request is answered with. */
  private interface Answer {
    String to(HttpExchange exchange) throws IOException;
  }
}
