package dev.akin.langchain4j;

class EmbeddedRemovalTest extends RemovalSuite {
  EmbeddedRemovalTest() {
    super(false);
  }
}
