/**
 * A database behind an Akin server, with the interfaces of the embedded one: {@link
 * dev.akin.client.RemoteDatabase#connect(String)}. No type of gRPC or protobuf is seen from
 * outside.
 */
package dev.akin.client;
