/// Where a server may listen.
package enum ListenRule {
    /// Refuses to listen where other machines reach the server if it would not ask who they are.
    ///
    /// - Parameter host: the name or address to listen on. Only `localhost` and addresses of loopback are closed to
    ///   others: what other names resolve to may change.
    /// - Throws: `GateError.openToOthers`.
    package static func check(host: String, credentials: Credentials) throws(GateError) {
        let isClosed = host.lowercased() == "localhost" || IPAddress(host)?.isLoopback == true
        guard isClosed || !credentials.knowsNobody else { throw .openToOthers(host: host) }
    }
}
