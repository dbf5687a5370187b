internal import AsyncHTTPClient
internal import NIOHTTP1

/// One request to a registry's API.
struct RegistryRequest: Sendable {
    var method: HTTPMethod
    /// Below the registry, such as `/v2/library/alpine/manifests/latest`.
    var path: String
    var query: String?
    var headers: HTTPHeaders = [:]
    /// Made anew for each attempt.
    var body: (@Sendable () -> HTTPClientRequest.Body)?
    /// The right that it needs, such as `repository:library/alpine:pull`; nil for none in particular.
    var scope: String?
    /// The repository that credentials are looked up for.
    var repository: String = ""
    /// Statuses that are answers, not refusals, beside 2xx.
    var accepted: Set<Int> = []
    /// An absolute address in place of the path, as upload sessions name it.
    var address: WebAddress?
}
