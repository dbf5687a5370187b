internal import ContainerEngine
internal import ContainerState
internal import GoTemplate
internal import JSONText
internal import Linux
internal import Synchronization

/// One container of a list, with the fields that docker's and podman's templates have for it. What the short summary does
/// not hold is read when a template asks.
final class ContainerRow: Sendable {
    let listed: ListedContainer
    let engine: Engine
    let full: Bool
    let now: Timestamp
    private let kept = Mutex<Kept>(Kept())

    private struct Kept {
        var record: ContainerRecord?
        var plan: LaunchPlan?
        var sizes: ContainerSizes?
    }

    init(_ listed: ListedContainer, engine: Engine, full: Bool, now: Timestamp) {
        self.listed = listed
        self.engine = engine
        self.full = full
        self.now = now
    }

    var summary: ContainerSummary { listed.summary }
    private var container: ContainerDirectory { engine.locations.container(summary.id) }

    /// Nil when the container was removed after it was listed.
    func record() throws(EngineError) -> ContainerRecord? {
        if let record = kept.withLock({ $0.record }) { return record }
        do throws(EngineError) {
            let record = try engine.record(container)
            kept.withLock { $0.record = record }
            return record
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    func plan() throws(EngineError) -> LaunchPlan? {
        if let plan = kept.withLock({ $0.plan }) { return plan }
        do throws(EngineError) {
            let plan = try engine.plan(container)
            kept.withLock { $0.plan = plan }
            return plan
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    func sizes() throws(EngineError) -> ContainerSizes {
        if let sizes = kept.withLock({ $0.sizes }) { return sizes }
        let sizes = try engine.sizes(container, imageID: summary.imageID)
        kept.withLock { $0.sizes = sizes }
        return sizes
    }

    // MARK: Texts

    var id: String { ShortID.text(summary.id, full: full) }
    var imageID: String { ShortID.text(summary.imageID, full: full) }

    /// As podman: 17 characters and three dots.
    var command: String {
        full || summary.command.count <= 17 ? summary.command : summary.command.prefix(17) + "..."
    }

    var status: String {
        switch listed.liveness {
        case .created: return "Created"
        case .starting: return "Restarting"
        case .running(let run, _): return listed.isPaused ? "Paused" : "Up " + HumanTime.since(run.startedAt, now: now)
        case .exited(let exit):
            let code = exit?.code.map { String($0) } ?? "unknown"
            guard let end = exit?.finishedAt else { return "Exited (\(code))" }
            return "Exited (\(code)) " + HumanTime.ago(end, now: now)
        }
    }

    var run: RunState? { if case .running(let run, _) = listed.liveness { run } else { nil } }
    var exit: ExitRecord? { if case .exited(let exit) = listed.liveness { exit } else { nil } }
    var pid: Int32 { run?.pid ?? 0 }

    func size() throws(EngineError) -> String {
        let sizes = try sizes()
        return "\(HumanSize.short(sizes.written)) (virtual \(HumanSize.short(sizes.total)))"
    }

    func networks() throws(EngineError) -> [String] {
        guard let plan = try plan() else { return [] }
        return plan.network.bridge.map { [$0.name] } ?? []
    }

    func mounts() throws(EngineError) -> [String] { try record()?.mounts.map { $0.destination } ?? [] }

    /// The number of a namespace of the running container.
    func namespace(_ file: String) -> String {
        guard let run, let link = try? readSymlink("/proc/\(run.pid)/ns/\(file)").display else { return "" }
        return String(link.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" })
    }
}
