package dev.akin.bench.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What a collection must hold, as far as its server has told. A change is noted before it is sent,
 * so that what was in flight at a kill is known; until it is acknowledged or settled, its records
 * may be as before or as after. Every id is changed by one thread at a time; any number may read.
 *
 * <p>Each change of an id has a number one higher than the one before, and records carry that of
 * the upsert that wrote them. A number is used once, also if its change was lost.
 */
final class ExpectedRecords {
  /** The version of a record that is not there. */
  static final long ABSENT = 0;

  private final AtomicReferenceArray<State> states;

  /** An empty collection; ids are 0 to {@code size - 1}. */
  ExpectedRecords(int size) {
    states = new AtomicReferenceArray<>(size);
    for (int id = 0; id < size; id++) {
      states.set(id, new State(0, false, 0, false, 0));
    }
  }

  /**
   * What is known of one id. Numbers only rise: two that are equal say that nothing happened in
   * between.
   *
   * @param applied the last change that is known to be done
   * @param live whether the record is there after it
   * @param issued the last change that was sent
   * @param pending whether that one may be done or not
   * @param lastDelete the last change sent that deletes, unless it was lost
   */
  record State(long applied, boolean live, long issued, boolean pending, long lastDelete) {
    /** The version there must be; of a pending one, before its change. */
    long version() {
      return live ? applied : ABSENT;
    }

    /** The version there is if the pending change is done. */
    long pendingVersion() {
      return lastDelete == issued ? ABSENT : issued;
    }

    /** Whether the record is there for certain from then till now. */
    boolean certain(State now) {
      return equals(now) && live && !pending;
    }

    /**
     * Whether a version may have been seen by a call that began at this state.
     *
     * @param now the state when the call had ended
     */
    boolean allows(State now, long version) {
      if (version == ABSENT) {
        return !live || now.lastDelete > applied;
      }
      long first = pending ? issued : issued + 1;
      return (live && version == applied) || (version >= first && version <= now.issued);
    }
  }

  int size() {
    return states.length();
  }

  State state(int id) {
    return states.get(id);
  }

  /** All states, by id; those of ids that change meanwhile are of some moment of the call. */
  List<State> all() {
    List<State> all = new ArrayList<>(size());
    for (int id = 0; id < size(); id++) {
      all.add(states.get(id));
    }
    return all;
  }

  /** Notes a change that is about to be sent. */
  Change begin(List<Integer> ids, boolean delete) {
    for (int id : ids) {
      State state = states.get(id);
      if (state.pending) {
        throw new IllegalStateException("record " + id + " has a pending change");
      }
      long number = state.issued + 1;
      states.set(
          id,
          new State(state.applied, state.live, number, true, delete ? number : state.lastDelete));
    }
    return new Change(ids, delete);
  }

  /** The change is done for certain. */
  void done(Change change) {
    for (int id : change.ids()) {
      State state = states.get(id);
      states.set(
          id, new State(state.issued, !change.delete(), state.issued, false, state.lastDelete));
    }
  }

  /** The change is not done, and never will be. */
  void lost(Change change) {
    for (int id : change.ids()) {
      State state = states.get(id);
      states.set(id, new State(state.applied, state.live, state.issued, false, 0));
    }
  }
}
