package dev.akin.embedders.onnx.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every format, colour mode and odd size, decoded and resized within 1 of 255 of Pillow. */
class PillowParityTest {
  private final ImageDecoder decoder = new ImageDecoder(ImageDecoder.DEFAULT_MAX_PIXELS);

  @TestFactory
  Stream<DynamicTest> decodesAndResizes() {
    return TestImages.references().stream()
        .map(
            reference ->
                dynamicTest(
                    reference.file()
                        + " "
                        + reference.step()
                        + " "
                        + reference.image().width()
                        + "x"
                        + reference.image().height(),
                    () -> {
                      RgbImage image = decoder.decode(TestImages.bytes(reference.file()));
                      if (reference.resample() >= 0) {
                        image =
                            Resampler.resize(
                                image,
                                reference.image().width(),
                                reference.image().height(),
                                Resampler.Filter.numbered(reference.resample()).orElseThrow());
                      }
                      assertThat(TestImages.difference(image, reference.image()))
                          .isLessThanOrEqualTo(1);
                    }));
  }

  @Test
  void resamplingLosslessPicturesIsExact() {
    assertThat(TestImages.references())
        .filteredOn(r -> r.resample() >= 0 && r.file().startsWith("rgb-"))
        .hasSizeGreaterThan(30)
        .allSatisfy(
            r ->
                assertThat(
                        TestImages.difference(
                            Resampler.resize(
                                decoder.decode(TestImages.bytes(r.file())),
                                r.image().width(),
                                r.image().height(),
                                Resampler.Filter.numbered(r.resample()).orElseThrow()),
                            r.image()))
                    .isZero());
  }
}
