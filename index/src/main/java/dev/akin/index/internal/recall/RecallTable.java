package dev.akin.index.internal.recall;

import java.util.Arrays;

/**
 * The recall that each value of a search parameter gives, when 10 and when 100 neighbours are asked
 * for. Immutable and thread-safe.
 */
public final class RecallTable {
  /** The numbers of neighbours that recall is measured for, ascending. */
  private static final int[] KS = {10, 100};

  private final int[] parameters;
  private final float[][] recalls;

  /**
   * A table. A recall lower than that of a smaller parameter, which is chance, is raised to it.
   *
   * @param parameters ascending, at least one
   * @param recalls for 10 and for 100 neighbours, the recall at each of the parameters
   */
  public RecallTable(int[] parameters, float[][] recalls) {
    if (parameters.length == 0 || recalls.length != KS.length) {
      throw new IllegalArgumentException("a table needs parameters and " + KS.length + " columns");
    }
    this.parameters = parameters.clone();
    this.recalls = new float[KS.length][];
    for (int c = 0; c < KS.length; c++) {
      if (recalls[c].length != parameters.length) {
        throw new IllegalArgumentException("each parameter needs a recall");
      }
      this.recalls[c] = recalls[c].clone();
      for (int i = 0; i < parameters.length; i++) {
        boolean ascending = i == 0 ? parameters[0] > 0 : parameters[i] > parameters[i - 1];
        if (!ascending || !(recalls[c][i] >= 0 && recalls[c][i] <= 1)) {
          throw new IllegalArgumentException(
              "parameters must ascend from 1 and recalls be 0 to 1: "
                  + parameters[i]
                  + ", "
                  + recalls[c][i]);
        }
        this.recalls[c][i] = Math.max(recalls[c][i], i == 0 ? 0 : this.recalls[c][i - 1]);
      }
    }
  }

  /** The numbers of neighbours that recall is measured for, ascending. */
  public static int[] ks() {
    return KS.clone();
  }

  /**
   * The least parameter that gives a recall, or the greatest in the table if none does. Fewer
   * neighbours than 10 count as 10; between 10 and 100 a power law joins the columns, and goes on
   * above where it rises.
   *
   * @param recall above 0 and below 1
   * @param k neighbours asked for
   */
  public int parameter(double recall, long k) {
    double few = parameter(recalls[0], (float) recall);
    double many = parameter(recalls[1], (float) recall);
    double exponent =
        Math.log((double) Math.max(k, KS[0]) / KS[0]) / Math.log((double) KS[1] / KS[0]);
    exponent = many < few ? Math.min(1, exponent) : exponent;
    double wanted = Math.ceil(few * Math.pow(many / few, exponent) - 1e-9);
    return (int) Math.min(wanted, parameters[parameters.length - 1]);
  }

  /** By a straight line between two rows. */
  private double parameter(float[] column, float recall) {
    int i = 0;
    while (i < column.length - 1 && column[i] < recall) {
      i++;
    }
    if (i == 0 || column[i] <= recall) {
      return parameters[i];
    }
    double share = (double) (recall - column[i - 1]) / (column[i] - column[i - 1]);
    return parameters[i - 1] + share * (parameters[i] - parameters[i - 1]);
  }

  /** As {@link #of} takes it: parameters, then the columns as the bits of floats. */
  public int[] toInts() {
    int[] ints = Arrays.copyOf(parameters, (1 + KS.length) * parameters.length);
    for (int c = 0; c < KS.length; c++) {
      for (int i = 0; i < parameters.length; i++) {
        ints[(c + 1) * parameters.length + i] = Float.floatToRawIntBits(recalls[c][i]);
      }
    }
    return ints;
  }

  /**
   * The table that these ints are.
   *
   * @throws IllegalArgumentException if they are none
   */
  public static RecallTable of(int[] ints) {
    int rows = ints.length / (1 + KS.length);
    if (ints.length % (1 + KS.length) != 0) {
      throw new IllegalArgumentException("not a whole number of rows: " + ints.length + " ints");
    }
    float[][] recalls = new float[KS.length][rows];
    for (int c = 0; c < KS.length; c++) {
      for (int i = 0; i < rows; i++) {
        recalls[c][i] = Float.intBitsToFloat(ints[(c + 1) * rows + i]);
      }
    }
    return new RecallTable(Arrays.copyOf(ints, rows), recalls);
  }
}
