internal import ContainerState

/// What the root file system of a container is made of while it rests. Another way to lay it out is one more case here, and one more in
/// `RootSource` of the runtime where the kernel has to be told something new.
enum ContainerRoot {
    /// Layers of an image, and a directory with the container's own changes.
    case overlay(upper: String, lowers: [String])
    /// A copy of these layers, which the container changes.
    case copy(tree: String, lowers: [String])
    /// A directory of the user's, from `--rootfs`.
    case given(directory: String)

    init(_ plan: RootPlan) {
        if let directory = plan.directory {
            self = plan.lowers.isEmpty ? .given(directory: directory) : .copy(tree: directory, lowers: plan.lowers)
        } else {
            self = .overlay(upper: plan.upper, lowers: plan.lowers)
        }
    }

    /// The layers that it needs, top first.
    var neededLayers: [String] {
        switch self {
        case .overlay(_, let lowers): lowers
        case .copy, .given: []
        }
    }

    /// As `inspect` names it.
    var driverName: String {
        switch self {
        case .overlay: "overlay"
        case .copy: "vfs"
        case .given: "rootfs"
        }
    }
}
