public import ContainerState
public import ControlGroups
internal import Linux

extension Engine {
    /// Stops all processes of a running container where they are.
    public func pause(_ container: ContainerDirectory) throws(EngineError) {
        guard case .running = try liveness(container) else {
            throw EngineError(.notRunning, "\(container.id) is not running, can't pause: container state improper")
        }
        let group = try group(container, for: "pause")
        do throws(ControlGroupError) { try group.freeze() } catch { throw EngineError(.system, "pausing \(container.id): \(error)") }
    }

    /// Lets the processes of a paused container go on.
    public func resume(_ container: ContainerDirectory) throws(EngineError) {
        let now = try liveness(container)
        guard isPaused(container, now) else {
            throw EngineError(.notRunning, "\(container.id) is not paused, can't unpause: container state improper")
        }
        let group = try group(container, for: "unpause")
        do throws(ControlGroupError) { try group.thaw() } catch { throw EngineError(.system, "unpausing \(container.id): \(error)") }
    }

    private func group(_ container: ContainerDirectory, for verb: String) throws(EngineError) -> ControlGroup {
        guard let group = try controlGroup(plan(container).cgroupPath), group.exists else {
            throw EngineError(
                .unsupported,
                "cannot \(verb) \(container.id): it has no control group of its own. As an ordinary user that needs "
                    + "cgroup v2 with delegation")
        }
        return group
    }

    /// The group at a path; nil for an empty path.
    public func controlGroup(_ path: String) throws(EngineError) -> ControlGroup? {
        if path.isEmpty { return nil }
        do throws(ControlGroupError) {
            return ControlGroup.existing(try ControlGroupPath(path), layout: try ControlGroupLayout.detect())
        } catch { throw EngineError(.system, error.description) }
    }

    /// Lets a container go on that may be paused, so that it can see its signals.
    func thaw(_ container: ContainerDirectory, _ plan: LaunchPlan) throws(EngineError) {
        guard let group = try controlGroup(plan.cgroupPath), group.freezerState() != .running else { return }
        do throws(ControlGroupError) { try group.thaw() } catch { throw EngineError(.system, "unpausing \(container.id): \(error)") }
    }

    /// Which of these containers are frozen. The layout of the control groups is looked at once.
    func isPaused(_ container: ContainerDirectory, _ liveness: Liveness, layout: ControlGroupLayout? = nil) -> Bool {
        guard case .running = liveness, let layout = layout ?? (try? ControlGroupLayout.detect()) else { return false }
        // The path follows from the id for all but those with --cgroup-parent: only they need their plan read.
        let usual = "\(containersGroup)/\(container.id)"
        if let state = ControlGroup.presentFreezerState(at: usual, layout: layout) { return state != .running }
        // What cannot be read has no group that could be frozen.
        guard let plan = try? plan(container), !plan.cgroupPath.isEmpty, let path = try? ControlGroupPath(plan.cgroupPath) else {
            return false
        }
        return ControlGroup.existing(path, layout: layout).freezerState() != .running
    }
}
