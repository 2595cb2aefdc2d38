/** The database behind a server. */
module dev.akin.client {
  requires dev.akin.proto;
  requires transitive dev.akin.api;

  exports dev.akin.client;
}
