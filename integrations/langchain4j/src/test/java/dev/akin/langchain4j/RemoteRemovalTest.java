package dev.akin.langchain4j;

class RemoteRemovalTest extends RemovalSuite {
  RemoteRemovalTest() {
    super(true);
  }
}
