package io.mediarunner.core.fleet.coordinator;

import io.mediarunner.core.fleet.order.PieceOrder;

/** What a member gets that asks for work. */
public sealed interface Claimed {
  /** A piece. */
  record Piece(PieceOrder order) implements Claimed {}

  /** Nothing now. */
  record Nothing() implements Claimed {}

  /**
   * Nothing ever, as it is.
   *
   * @param reason for the operator of the member
   */
  record Refused(String reason) implements Claimed {}
}
