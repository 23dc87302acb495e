/// Fetches a picture from a URL that somebody else names, without reaching what only this machine can reach.
///
/// Each step is decided here: the URL's form, all addresses of its host, the one address that is connected to, each
/// redirect anew, the time, the size and the first bytes. What speaks DNS and HTTP is given to it, and gets no chance
/// to decide otherwise.
package struct PictureFetch: Sendable {
    /// All addresses of a name.
    package typealias Resolve = @Sendable (_ name: String) async throws -> [IPAddress]
    /// Sends a GET to an address. It must not follow redirects, use a proxy, send credentials or undo a compression.
    package typealias Get = @Sendable (Target) async throws -> Answer

    /// What to send, and where to.
    package struct Target: Sendable {
        /// The address to connect to, whatever the URL's name resolves to by then.
        package let address: IPAddress
        /// Host field and TLS name are its host.
        package let url: CheckedURL
    }

    package struct Answer: Sendable {
        package let status: Int
        /// The fields `Location` and `Content-Length`.
        package let location: String?
        package let length: Int?
        /// The body as it comes. Leaving off to read it must end the connection.
        package let body: any AsyncSequence<[UInt8], any Error> & Sendable

        package init(
            status: Int, location: String?, length: Int?,
            body: any AsyncSequence<[UInt8], any Error> & Sendable
        ) {
            self.status = status
            self.location = location
            self.length = length
            self.body = body
        }
    }

    package static let redirects = 3

    /// The most bytes of a picture.
    package let bytes: Int
    /// The longest time for all steps together.
    package let time: Duration
    private let resolve: Resolve
    private let get: Get

    package init(
        bytes: Int = 20 << 20, time: Duration = .seconds(10), resolve: @escaping Resolve,
        get: @escaping Get
    ) {
        self.bytes = bytes
        self.time = time
        self.resolve = resolve
        self.get = get
    }

    /// The picture's file.
    ///
    /// - Throws: `FetchError`, or `CancellationError` if the task is cancelled.
    package func callAsFunction(_ url: String) async throws -> [UInt8] {
        // What is wrong with the URL itself needs no clock.
        let first = try URLPolicy.check(url)
        return try await Deadline.run(within: time) { try await follow(first) }
    }

    private func follow(_ first: CheckedURL) async throws -> [UInt8] {
        var url = first
        for _ in 0...Self.redirects {
            let answer = try await send(url)
            guard Self.redirected.contains(answer.status) else {
                guard answer.status == 200 else { throw FetchError.badStatus(answer.status) }
                return try await picture(answer)
            }
            guard let location = answer.location else { throw FetchError.badRedirect }
            url = try URLPolicy.check(url.redirected(to: location))
        }
        throw FetchError.tooManyRedirects(limit: Self.redirects)
    }

    private static let redirected: Set<Int> = [301, 302, 303, 307, 308]

    private func send(_ url: CheckedURL) async throws -> Answer {
        let address = try await address(of: url.host)
        return try await Self.connecting { try await get(Target(address: address, url: url)) }
    }

    /// The address to connect to: the first, if all are public.
    private func address(of host: Authority.Host) async throws -> IPAddress {
        let addresses: [IPAddress]
        switch host {
        case .address(let address): addresses = [address]
        case .name(let name):
            do {
                addresses = try await resolve(name)
            } catch {
                try Task.checkCancellation()
                throw FetchError.unknownName
            }
        }
        guard let first = addresses.first else { throw FetchError.unknownName }
        guard addresses.allSatisfy(AddressPolicy.isPublic) else { throw FetchError.privateAddress }
        return first
    }

    private func picture(_ answer: Answer) async throws -> [UInt8] {
        guard answer.length ?? 0 <= bytes else { throw FetchError.tooLarge(limit: bytes) }
        return try await Self.connecting { try await collect(answer.body) }
    }

    private func collect(
        _ body: some AsyncSequence<[UInt8], any Error>
    ) async throws -> [UInt8] {
        var picture: [UInt8] = []
        var isKnown = false
        for try await chunk in body {
            guard chunk.count <= bytes - picture.count else {
                throw FetchError.tooLarge(limit: bytes)
            }
            picture += chunk
            if !isKnown, picture.count >= PictureMagic.length {
                guard PictureMagic.matches(picture) else { throw FetchError.noPicture }
                isKnown = true
            }
        }
        guard isKnown else { throw FetchError.noPicture }
        return picture
    }

    /// Tells whatever a connection throws by one word.
    private static func connecting<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as FetchError {
            throw error
        } catch {
            try Task.checkCancellation()
            throw FetchError.cannotConnect
        }
    }
}
