/// Runs a step for each item, some at once, and answers the sum. The first failure ends it and is the one to tell; the
/// others are only broken off.
func inParallel<Item: Sendable>(
    _ items: [Item], limit: Int, _ step: @escaping @Sendable (Item) async throws(RegistryError) -> Int64
) async throws(RegistryError) -> Int64 {
    let result = await withTaskGroup(of: Result<Int64, RegistryError>.self) { group in
        var outcome: Result<Int64, RegistryError> = .success(0)
        var next = 0
        func startOne() {
            guard next < items.count, case .success = outcome else { return }
            let item = items[next]
            next += 1
            group.addTask {
                do throws(RegistryError) { return .success(try await step(item)) } catch { return .failure(error) }
            }
        }
        for _ in 0..<max(1, limit) { startOne() }
        for await one in group {
            switch (outcome, one) {
            case (.success(let sum), .success(let bytes)): outcome = .success(sum + bytes)
            case (.success, .failure):
                outcome = one
                group.cancelAll()
            case (.failure, _): break
            }
            startOne()
        }
        return outcome
    }
    return try result.get()
}
