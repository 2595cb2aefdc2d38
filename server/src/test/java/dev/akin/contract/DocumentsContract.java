package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.Value;
import dev.akin.api.document.Document;
import dev.akin.api.document.DocumentHit;
import dev.akin.api.document.Documents;
import dev.akin.api.document.Passage;
import dev.akin.api.document.SentenceSplitter;
import dev.akin.api.filter.Filters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Documents are split into passages, found by them, replaced and deleted whole. */
interface DocumentsContract extends Fixture {
  /** One sentence to a passage. */
  SentenceSplitter SENTENCES = new SentenceSplitter(20, 0, Locale.ENGLISH);

  private Documents documents() {
    return Documents.in(
        db().createCollection("c", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS)), SENTENCES);
  }

  private static List<String> texts(List<Passage> passages) {
    return passages.stream().map(Passage::text).toList();
  }

  @Test
  default void documentsAreFoundByTheirPassages() {
    Documents documents = documents();
    Document first = Document.of("first", "Aaaa aaaa aaaa. Bbbb bbbb bbbb.").put("lang", "en");
    assertThat(documents.put(first)).isEqualTo(2);
    assertThat(documents.put(Document.of("second", "Aaaa aaaa aaab. Zzzz zzzz zzzz.")))
        .isEqualTo(2);
    assertThat(documents.put(Document.of("third", "Bbbb bbbb bbbz."))).isEqualTo(1);

    List<DocumentHit> hits = documents.search(Query.text("aaa"), 2, 1);
    assertThat(hits.stream().map(DocumentHit::document)).containsExactly("first", "second");
    Passage passage = hits.getFirst().passages().getFirst();
    assertThat(passage.text()).isEqualTo("Aaaa aaaa aaaa.");
    assertThat(passage.start()).isZero();
    assertThat(passage.end()).isEqualTo(15);
    assertThat(passage.payload()).isEqualTo(Map.of("lang", Value.of("en")));
    assertThat(passage.score()).isEqualTo(hits.getFirst().score()).isGreaterThan(0.99f);

    assertThat(documents.search(Query.text("bbb"), 10, 5).stream().map(DocumentHit::document))
        .containsExactlyInAnyOrder("first", "second", "third");
    assertThat(documents.search(Query.text("bbb"), 10, 5).getFirst().passages())
        .extracting(Passage::index)
        .containsExactly(1, 0);
    assertThat(documents.search(Query.text("bbb").filter(Filters.eq("lang", "en")), 10, 5))
        .extracting(DocumentHit::document)
        .containsExactly("first");
  }

  @Test
  default void aDocumentWithManyPassagesDoesNotHideOthers() {
    Documents documents = documents();
    documents.put(Document.of("long", "Aaaa aaaa aaaa. ".repeat(100)));
    documents.put(Document.of("short", "Aaaa aaab bbbb."));
    assertThat(documents.search(Query.text("a"), 2, 1))
        .extracting(DocumentHit::document)
        .containsExactly("long", "short");
  }

  @Test
  default void aShorterTextLeavesNoPassageOfTheOldOne() {
    Documents documents = documents();
    documents.put(Document.of("d", "Aaaa aaaa aaaa. Bbbb bbbb bbbb. Cccc cccc cccc."));
    documents.put(Document.of("e", "Cccc cccc cccc."));
    assertThat(documents.put(Document.of("d", "Zzzz zzzz zzzz."))).isEqualTo(1);
    assertThat(db().collection("c").count()).isEqualTo(2);
    assertThat(documents.search(Query.text("c"), 5, 5).getFirst().document()).isEqualTo("e");
    assertThat(documents.delete("d")).isTrue();
    assertThat(documents.delete("d")).isFalse();
    assertThat(db().collection("c").count()).isEqualTo(1);
  }

  @Test
  default void anAnswerIsCutToItsTokens() {
    Documents documents = documents();
    documents.put(Document.of("d", "Aaaa aaaa aaaa. Aaaa aaaa aaab. Aaab aaab. Zzzz zzzz zzzz."));
    documents.put(Document.of("e", "Aaaa aabb bbbb."));
    Query question = Query.text("aaa").k(5);
    assertThat(texts(documents.ask(question, 2, 30, String::length)))
        .containsExactly("Aaaa aaaa aaaa.", "Aaaa aaaa aaab.");
    // What does not fit is passed over for what does.
    assertThat(texts(documents.ask(question, 2, 26, String::length)))
        .containsExactly("Aaaa aaaa aaaa.", "Aaab aaab.");
    assertThat(texts(documents.ask(question, 1, 1000, Documents.ABOUT_TOKENS)))
        .containsExactly("Aaaa aaaa aaaa.", "Aaaa aabb bbbb.");
    assertThat(documents.ask(question, 1, 2, Documents.ABOUT_TOKENS)).isEmpty();
  }

  @Test
  default void otherRecordsAreNoPassages() {
    Documents documents = documents();
    db().collection("c").upsert(Record.of("plain").text("Aaaa aaaa aaaa."));
    documents.put(Document.of("d", "Bbbb bbbb bbbb."));
    assertThat(documents.search(Query.text("a"), 5, 5))
        .extracting(DocumentHit::document)
        .containsExactly("d");
  }

  @Test
  default void aWrongDocumentIsRefused() {
    assertThatThrownBy(() -> Document.of("", "text"))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("id");
    assertThatThrownBy(() -> Document.of("d", " \n"))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("text of document 'd'");
    assertThatThrownBy(() -> Document.of("d", "text").put("passage", 1))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("'passage'");
  }
}
