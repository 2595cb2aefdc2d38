package dev.akin.langchain4j;

class RemoteFilteringTest extends FilteringSuite {
  RemoteFilteringTest() {
    super(true);
  }
}
