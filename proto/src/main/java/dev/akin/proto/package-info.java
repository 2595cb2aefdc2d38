/**
 * Conversion between the API's types and the messages of {@code akin.v1}, for client and server
 * alike. Each class has one pair of methods per type: {@code toProto} and {@code toApi}.
 *
 * <p>{@code toApi} takes nothing for granted: what a stranger may have sent wrong (a missing oneof,
 * a UUID of 15 bytes, an unknown enum value, a number out of range) ends in {@link
 * dev.akin.api.AkinException.InvalidArgument} with the path of the field.
 */
package dev.akin.proto;
