internal import JSONText
internal import NIOHTTP1
internal import OCISpecification

// Lists of tags, repositories and referrers.

extension Exchange {
    func tags(_ repository: RepositoryName, _ target: RequestTarget) throws(RegistryServingError) -> Answer {
        let page = try Page(of: Page.sorted(try storage.tags(of: repository)), count: target["n"], last: target["last"])
        return Answer(
            .ok, link(page, "/v2/\(repository)/tags/list", target["n"]),
            json: ["name": .string(repository.description), "tags": JSONValue(page.names)])
    }

    func catalog(_ target: RequestTarget) throws(RegistryServingError) -> Answer {
        let page = try Page(of: Page.sorted(try storage.repositories()), count: target["n"], last: target["last"])
        return Answer(.ok, link(page, "/v2/_catalog", target["n"]), json: ["repositories": JSONValue(page.names)])
    }

    private func link(_ page: Page, _ path: String, _ count: String?) -> [(String, String)] {
        guard let next = page.next else { return [] }
        return [("Link", "<\(path)?n=\(count ?? String(Page.limit))&last=\(RequestTarget.encoded(next))>; rel=\"next\"")]
    }

    func referrers(_ repository: RepositoryName, _ digest: Digest, _ target: RequestTarget) throws(RegistryServingError) -> Answer {
        var found = try storage.referrers(of: digest, in: repository)
        var headers: [(String, String)] = []
        if let type = target["artifactType"] {
            found = found.filter { $0["artifactType"]?.stringValue == type }
            headers.append(("OCI-Filters-Applied", "artifactType"))
        }
        return Answer(
            .ok, headers,
            json: [
                "schemaVersion": 2, "mediaType": .string(MediaType.index), "manifests": .array(found.map { .object($0) }),
            ], type: MediaType.index)
    }
}
