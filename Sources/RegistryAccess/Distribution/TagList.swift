internal import JSONText
internal import NIOHTTP1

extension Repository {
    private struct TagPage: Decodable {
        var tags: [String]?
    }

    /// All tags of the repository, in the registry's order, over as many pages as it takes.
    public func tags() async throws(RegistryError) -> [String] {
        var tags: [String] = []
        var request = self.request(.GET, "tags/list")
        request.query = "n=1000"
        let errand = self.errand("list the tags of")
        // A registry that names the next page for ever is given up on.
        for _ in 0..<10_000 {
            let asked = request
            let (page, next) = try await session.retrying(errand) { () async throws(Fault) in
                let response = try await session.send(asked, to: endpoint)
                guard let bytes = try await response.body(limit: 16 << 20),
                    let page = try? JSON.decode(TagPage.self, from: bytes)
                else {
                    throw .final(
                        RegistryError(
                            .badAnswer, doing: errand.doing, subject: errand.subject,
                            cause: "the registry \(registry) sent no list of tags"))
                }
                return (page.tags ?? [], nextPage(response.header("link"), from: response.address))
            }
            tags += page
            guard let next else { return tags }
            request.path = next.path
            request.query = next.query
        }
        return tags
    }
}

/// The target of `Link: <…>; rel="next"` (RFC 8288), if it is at the same server.
func nextPage(_ header: String?, from address: WebAddress) -> WebAddress? {
    guard let header, header.contains("rel=\"next\"") || header.contains("rel=next"),
        let open = header.firstIndex(of: "<"), let close = header[open...].firstIndex(of: ">"),
        let next = address.resolving(String(header[header.index(after: open)..<close])),
        next.hasSameOrigin(as: address), next != address
    else { return nil }
    return next
}
