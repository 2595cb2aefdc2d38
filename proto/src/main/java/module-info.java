/** The protocol: generated messages and stubs, and the conversion to and from the API's types. */
module dev.akin.proto {
  requires transitive com.google.common;
  requires transitive com.google.protobuf;
  requires transitive dev.akin.api;
  requires transitive io.grpc;
  requires transitive io.grpc.stub;
  requires io.grpc.protobuf;

  exports dev.akin.proto;
  exports dev.akin.proto.v1;
}
