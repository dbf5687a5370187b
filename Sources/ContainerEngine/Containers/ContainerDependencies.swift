public import ContainerState
internal import Linux

extension Engine {
    /// The containers that one needs: those whose namespaces it shares, and those that `--requires` names.
    public func dependencies(of container: ContainerDirectory) throws(EngineError) -> [String] {
        let record = try record(container)
        var found = Set((try plan(container).namespaceOwners ?? [:]).values)
        found.formUnion(record.request.requires)
        return found.sorted()
    }

    /// The containers that need this one, and those that need them, each before what it needs.
    public func dependents(of container: ContainerDirectory) throws(EngineError) -> [ContainerDirectory] {
        var needs: [String: [String]] = [:]
        for listed in try list(all: true, damaged: { _ in }) {
            let id = listed.summary.id
            // One that is damaged, or removed at this moment, tells of nothing it needs.
            needs[id] = (try? dependencies(of: locations.container(id))) ?? []
        }
        var order: [String] = []
        var seen: Set<String> = [container.id]
        func visit(_ id: String) {
            for (other, needed) in needs.sorted(by: { $0.key < $1.key }) where needed.contains(id) {
                guard seen.insert(other).inserted else { continue }
                visit(other)
                order.append(other)
            }
        }
        visit(container.id)
        return order.map { locations.container($0) }
    }

    /// Starts what a container requires, and what that requires.
    public func startRequired(_ container: ContainerDirectory) throws(EngineError) {
        try startRequired(record(container).request.requires, before: [container.id])
    }

    func startRequired(_ ids: [String], before: [String]) throws(EngineError) {
        for id in ids {
            guard !before.contains(id) else {
                throw EngineError(.invalid, "the containers \(before.joined(separator: ", ")) require each other")
            }
            let needed = locations.container(id)
            do throws(EngineError) {
                if case .running = try liveness(needed) { continue }
                try startRequired(try record(needed).request.requires, before: before + [id])
                try start(needed)
            } catch {
                throw EngineError(error.code, "starting \(id), which \(before[before.count - 1]) requires: \(error.message)")
            }
        }
    }
}
