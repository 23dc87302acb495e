import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Pictures that requests name by URLs, where the service was told to fetch them.
struct URLPictures: Sendable {
    private let fetch: PictureFetch?

    /// - Parameter isAllowed: whether anything is fetched at all.
    init(isAllowed: Bool) {
        fetch =
            isAllowed
            ? PictureFetch(
                resolve: { try await Self.addresses(of: $0) }, get: { try await Self.get($0) })
            : nil
    }

    /// The file at an address of the internet.
    ///
    /// - Throws: ``APIError``, `FetchError`.
    func picture(at url: String, field: String) async throws -> [UInt8] {
        guard let fetch else {
            throw APIError.invalid(
                "\(field) is a URL, and this server fetches none; send the picture in base64, or start it "
                    + "with --allow-urls.")
        }
        do {
            return try await fetch(url)
        } catch let error as FetchError {
            throw APIError.invalid("\(field): \(error)")
        }
    }

    private static func addresses(of name: String) async throws -> [IPAddress] {
        try await Blocking.run {
            NameResolution.addresses(of: name).compactMap { IPAddress($0) }
        }
    }

    /// A GET to one address, under the URL's own name.
    private static func get(_ target: PictureFetch.Target) async throws -> PictureFetch.Answer {
        let host = "\(target.url.host)"
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.dnsOverride = [host: "\(target.address)"]
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(10))
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let request = HTTPClientRequest(
                url: "\(target.url.scheme.rawValue)://\(target.url.authority)\(target.url.target)")
            let response = try await client.execute(request, timeout: .seconds(10))
            let body = AsyncThrowingStream<[UInt8], any Error> { chunks in
                let task = Task {
                    do {
                        for try await part in response.body {
                            chunks.yield(Array(part.readableBytesView))
                        }
                        chunks.finish()
                    } catch {
                        chunks.finish(throwing: error)
                    }
                    try? await client.shutdown()
                }
                chunks.onTermination = { _ in task.cancel() }
            }
            return PictureFetch.Answer(
                status: Int(response.status.code),
                location: response.headers.first(name: "location"),
                length: response.headers.first(name: "content-length").flatMap { Int($0) },
                body: body)
        } catch {
            try? await client.shutdown()
            throw error
        }
    }
}

/// What the system knows of names.
private enum NameResolution {
    /// Every address of a name, as text.
    static func addresses(of name: String) -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var texts: [String] = []
        var next = list
        while let entry = next?.pointee {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(
                entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0,
                NI_NUMERICHOST) == 0
            {
                texts.append(
                    String(
                        decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
                        as: UTF8.self))
            }
            next = entry.ai_next
        }
        return texts
    }
}
