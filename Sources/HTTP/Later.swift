/// What gives the answer to a request that was taken on: exactly once, from any thread.
public struct Later: Sendable {
    let exchange: Exchange
    let wakeup: Wakeup
    /// Whether it was deferred, to be answered with others: such answers go behind those that come by themselves.
    let isBatched: Bool

    /// The request. Only to be read before it is answered.
    public var request: Request? { exchange.request }

    /// Answers it.
    public func callAsFunction(_ response: Response) {
        wakeup.finish(exchange, with: .to(exchange.request, response, wakeup: wakeup), isBatched: isBatched)
    }
}
