public import ContainerState

/// The restart policy of `--restart`.
public enum RestartOption {
    public static func parse(_ text: String) throws(EngineError) -> RestartPlan {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let policy = RestartPlan.Policy(rawValue: parts[0].isEmpty ? "no" : parts[0]) else {
            throw EngineError(.invalid, "\"\(text)\" is not a valid restart policy: no, on-failure[:times], always, unless-stopped")
        }
        guard parts.count == 2 else { return RestartPlan(policy: policy) }
        guard policy == .onFailure, let retries = Int(parts[1]), retries >= 0 else {
            throw EngineError(.invalid, "\"\(text)\": a number of retries is given with on-failure only, as in on-failure:3")
        }
        return RestartPlan(policy: policy, maximumRetries: retries)
    }
}
