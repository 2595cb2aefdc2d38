package dev.akin.proto;

import dev.akin.api.SearchPlan;
import dev.akin.api.index.SearchCost;
import dev.akin.proto.v1.SearchProto;
import java.util.Optional;
import java.util.Set;

/** Plans of searches, as messages and back. */
final class PlanMessages {
  private PlanMessages() {}

  static SearchProto.SearchPlan toProto(SearchPlan plan) {
    return SearchProto.SearchPlan.newBuilder()
        .addAllFilters(plan.filters().stream().map(PlanMessages::toProto).toList())
        .addAllSearches(plan.searches().stream().map(PlanMessages::toProto).toList())
        .setAttempts(plan.attempts())
        .build();
  }

  private static SearchProto.FilterStep toProto(SearchPlan.FilterStep step) {
    return SearchProto.FilterStep.newBuilder()
        .setFilter(step.filter())
        .setEstimated(step.estimated())
        .setMatched(step.matched())
        .setScanned(step.scanned())
        .addAllIndexes(step.indexes().stream().sorted().toList())
        .addAllFields(step.fields().stream().sorted().toList())
        .setNanos(step.nanos())
        .build();
  }

  private static SearchProto.IndexStep toProto(SearchPlan.IndexStep step) {
    SearchProto.IndexStep.Builder message =
        SearchProto.IndexStep.newBuilder()
            .setVector(step.vector())
            .setIndex(step.index())
            .setQuantizer(step.quantizer())
            .setMethod(toProto(step.method()))
            .setK(step.k())
            .setFound(step.found())
            .setAccepted(step.accepted())
            .setTail(step.tail())
            .setDistanceComputations(step.cost().distanceComputations())
            .setHops(step.cost().hops())
            .setScanned(step.cost().scanned())
            .setRescored(step.cost().rescored())
            .setNanos(step.nanos());
    step.params().ifPresent(params -> message.setParams(SearchMessages.toProto(params)));
    return message.build();
  }

  private static SearchProto.SearchMethod toProto(SearchPlan.Method method) {
    return switch (method) {
      case SCAN -> SearchProto.SearchMethod.SEARCH_METHOD_SCAN;
      case FILTERED_SCAN -> SearchProto.SearchMethod.SEARCH_METHOD_FILTERED_SCAN;
      case INDEX -> SearchProto.SearchMethod.SEARCH_METHOD_INDEX;
      case FILTERED_INDEX -> SearchProto.SearchMethod.SEARCH_METHOD_FILTERED_INDEX;
      case INDEX_THEN_SCAN -> SearchProto.SearchMethod.SEARCH_METHOD_INDEX_THEN_SCAN;
      case FULL_TEXT -> SearchProto.SearchMethod.SEARCH_METHOD_FULL_TEXT;
      case SPARSE -> SearchProto.SearchMethod.SEARCH_METHOD_SPARSE;
      case SPARSE_SCAN -> SearchProto.SearchMethod.SEARCH_METHOD_SPARSE_SCAN;
    };
  }

  static SearchPlan toApi(SearchProto.SearchPlan plan) {
    return new SearchPlan(
        plan.getFiltersList().stream().map(PlanMessages::toApi).toList(),
        plan.getSearchesList().stream().map(PlanMessages::toApi).toList(),
        Fields.toInt("plan.attempts", plan.getAttempts()));
  }

  private static SearchPlan.FilterStep toApi(SearchProto.FilterStep step) {
    return new SearchPlan.FilterStep(
        step.getFilter(),
        step.getEstimated(),
        step.getMatched(),
        step.getScanned(),
        Set.copyOf(step.getIndexesList()),
        Set.copyOf(step.getFieldsList()),
        step.getNanos());
  }

  private static SearchPlan.IndexStep toApi(SearchProto.IndexStep step) {
    return new SearchPlan.IndexStep(
        step.getVector(),
        step.getIndex(),
        step.getQuantizer(),
        toApi(step.getMethod(), step.getMethodValue()),
        Fields.toInt("plan.searches.k", step.getK()),
        Fields.toInt("plan.searches.found", step.getFound()),
        step.getAccepted(),
        step.hasParams()
            ? Optional.of(SearchMessages.toApi("plan.searches.params", step.getParams()))
            : Optional.empty(),
        step.getTail(),
        new SearchCost(
            step.getDistanceComputations(), step.getHops(), step.getScanned(), step.getRescored()),
        step.getNanos());
  }

  private static SearchPlan.Method toApi(SearchProto.SearchMethod method, int number) {
    return switch (method) {
      case SEARCH_METHOD_SCAN -> SearchPlan.Method.SCAN;
      case SEARCH_METHOD_FILTERED_SCAN -> SearchPlan.Method.FILTERED_SCAN;
      case SEARCH_METHOD_INDEX -> SearchPlan.Method.INDEX;
      case SEARCH_METHOD_FILTERED_INDEX -> SearchPlan.Method.FILTERED_INDEX;
      case SEARCH_METHOD_INDEX_THEN_SCAN -> SearchPlan.Method.INDEX_THEN_SCAN;
      case SEARCH_METHOD_FULL_TEXT -> SearchPlan.Method.FULL_TEXT;
      case SEARCH_METHOD_SPARSE -> SearchPlan.Method.SPARSE;
      case SEARCH_METHOD_SPARSE_SCAN -> SearchPlan.Method.SPARSE_SCAN;
      case SEARCH_METHOD_UNSPECIFIED, UNRECOGNIZED ->
          throw Fields.unknown("plan.searches.method", number);
    };
  }
}
