/// Why a picture is not fetched from a URL. Nothing in it tells what a name resolves to.
package enum FetchError: Error, Equatable, Sendable {
    /// The text is no URL, or one in a form that is not read.
    case badURL
    case badScheme
    case userInformation
    case badPort
    /// The host is no plain name or public address.
    case badHost
    /// The name is one that only local networks have.
    case localName
    /// The host is, or resolves to, an address that is not on the public internet.
    case privateAddress
    /// The name has no address.
    case unknownName
    case tooManyRedirects(limit: Int)
    case badRedirect
    case badStatus(Int)
    case tooLarge(limit: Int)
    case timedOut(Duration)
    case noPicture
    case cannotConnect
}

extension FetchError: CustomStringConvertible {
    /// One sentence that says what is wrong and what would be right.
    package var description: String {
        switch self {
        case .badURL:
            "The URL of the picture is none; https://example.com/picture.png would be one."
        case .badScheme: "The URL of the picture must begin with https:// or http://."
        case .userInformation:
            "The URL of the picture must not have a user name or a password in it."
        case .badPort: "The URL of the picture must have no port, or 80 or 443."
        case .badHost:
            "The URL of the picture must have a host that is a plain name, or an address in its usual form."
        case .localName, .privateAddress:
            "The URL of the picture leads to a place that is not on the public internet."
        case .unknownName: "The host in the URL of the picture is not known."
        case .tooManyRedirects(let limit):
            "The URL of the picture is redirected more than \(limit) times."
        case .badRedirect: "The URL of the picture is redirected without saying where to."
        case .badStatus(let status):
            "The picture's server answered with status \(status) instead of 200."
        case .tooLarge(let limit): "The picture at the URL is larger than \(limit) bytes."
        case .timedOut(let limit):
            "The picture at the URL did not come within \(limit.components.seconds) seconds."
        case .noPicture: "What is at the URL is no PNG, JPEG or WebP."
        case .cannotConnect: "The picture's server cannot be reached, or it broke off."
        }
    }
}
