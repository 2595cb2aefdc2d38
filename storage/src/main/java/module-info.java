/** The durable truth: collections and their records in RocksDB. */
module dev.akin.storage {
  requires transitive dev.akin.api;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.dataformat.cbor;
  requires org.slf4j;
  requires rocksdbjni;

  exports dev.akin.storage;
}
