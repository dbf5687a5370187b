internal import ContainerRuntime
internal import OCISpecification

/// A bundle on its way to be a container: what `create` and `run` have in common.
struct ContainerSource {
    let container: Container
    let bundle: ContainerBundle
    let cgroup: CgroupRequest
    let options: BundleOptions
    private let filterCache: String

    init(_ id: String, _ options: BundleOptions, _ globals: RuntimeOptions) throws(RuntimeError) {
        self.options = options
        container = Container(try globals.directory(id))
        filterCache = globals.filterCache
        bundle = try ContainerBundle(options.bundle, file: options.configuration)
        let linux = bundle.configuration.linux
        let manager = try globals.manager(
            path: linux?.cgroupsPath, container: id, annotations: bundle.configuration.annotations ?? [:])
        cgroup = CgroupRequest(
            path: RuntimeDirectory.controlGroup(of: bundle.configuration, id: id), manager: manager,
            toleratesFailure: !Self.limits(linux?.resources) && globals.isRootless, isRootless: globals.isRootless)
    }

    /// Whether the container asks for more than rules about devices, which a user cannot make anyway.
    private static func limits(_ resources: LinuxResources?) -> Bool {
        guard var resources else { return false }
        resources.devices = nil
        return resources != LinuxResources()
    }

    /// A request with the runtime's own streams.
    func request() throws(RuntimeError) -> LaunchRequest {
        var request = container.request(bundle, cgroup: cgroup)
        try adjust(&request)
        return request
    }

    /// What the options and the environment of the command add.
    func adjust(_ request: inout LaunchRequest) throws(RuntimeError) {
        let activation = options.activation
        if !activation.isEmpty {
            let environment = request.configuration.process?.env ?? []
            request.configuration.process?.env = environment + activation
        }
        try ReadinessRelay.announce(&request.configuration, container.directory)
        request.preservedDescriptors = options.preserved
        request.keepsKeyring = options.noNewKeyring
        request.pivots = !options.noPivot
        request.filterCache = filterCache
    }
}
