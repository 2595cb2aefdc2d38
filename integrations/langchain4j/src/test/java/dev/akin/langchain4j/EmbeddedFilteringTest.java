package dev.akin.langchain4j;

class EmbeddedFilteringTest extends FilteringSuite {
  EmbeddedFilteringTest() {
    super(false);
  }
}
