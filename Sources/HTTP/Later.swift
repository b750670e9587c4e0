/// What gives the answer to a request that was taken on: exactly once, from any thread.
public struct Later: Sendable {
    let exchange: Exchange
    let wakeup: Wakeup

    /// The request. Only to be read before it is answered.
    public var request: Request? { exchange.request }

    /// Answers it.
    public func callAsFunction(_ response: Response) {
        wakeup.finish(exchange, with: .to(exchange.request, response, wakeup: wakeup))
    }
}
