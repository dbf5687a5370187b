public import ContainerState
internal import ImageStorage
internal import Linux
public import OCISpecification

/// The image of a container, as far as its creation needs it.
public struct ResolvedImage {
    /// As the user named it, or its id.
    public var name: String
    public var id: String
    public var configuration: ContainerDefaults
    /// Overlay lower directories, top first.
    public var lowers: [String]
    /// The platform that was asked for; nil where none was.
    public var wanted: Platform?
    /// What its configuration says that it is for, where a machine of the wanted platform, or this one, does not run that.
    public var otherPlatform: Platform?

    public init(name: String, id: String, configuration: ContainerDefaults, lowers: [String]) {
        self.name = name
        self.id = id
        self.configuration = configuration
        self.lowers = lowers
    }
}

extension Engine {
    /// Makes a container from a request whose image is already there. Nothing of it is left when this fails.
    public func create(_ request: ContainerRequest, image: ResolvedImage?) throws(EngineError) -> ContainerDirectory {
        // Before the name: a name whose container is not there is free.
        let unfinished = try system("making the container's directory") { () throws(SystemCallError) in
            try UnfinishedContainer.make(in: locations)
        }
        let container = unfinished.container
        var name: String?
        do throws(EngineError) {
            let taken = try takeName(request, for: container.id)
            name = taken
            try Draft(engine: self, request: request, image: image, container: container, name: taken).write()
            if let image { try checkPresence(of: image) }
            return container
        } catch {
            let isRemoved = (try? exists(container.path)) == false
            // The first error is the one to report.
            if let name { _ = try? names.release(name, of: container.id) }
            _ = try? removeTree(container.path)
            if isRemoved {
                throw EngineError(.notFound, "the container \(request.name ?? container.id) was removed while it was made")
            }
            throw error
        }
    }

    /// Looked after the container can be seen: whoever removes the image either sees the container in time, or has taken
    /// the image's names away before.
    private func checkPresence(of image: ResolvedImage) throws(EngineError) {
        let store = images
        let isThere = try stored { () throws(ImageStoreError) in
            if let name = try? ImageName(parsing: image.name), try store.names.read(name)?.id.hex == image.id {
                return true
            }
            // One of a list, for another platform than the name stands for.
            if let wanted = image.wanted, try store.findIfPresent(image.name, platform: wanted)?.id.hex == image.id { return true }
            return try store.findIfPresent(image.id, platform: nil) != nil
        }
        guard isThere else {
            throw EngineError(
                .notFound, "\(image.name): the image was removed while a container was made from it: try again")
        }
    }

    private func takeName(_ request: ContainerRequest, for id: String) throws(EngineError) -> String {
        if let name = request.name {
            guard MountRequest.isName(name) else {
                throw EngineError(
                    .invalid,
                    "invalid container name \"\(name)\": names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*")
            }
            if request.replaces, let holder = try state({ () throws(StateError) in try names.holder(of: name) }) {
                try remove(locations.container(holder), force: true, volumes: true)
            }
            try state { () throws(StateError) in
                do throws(StateError) { try names.take(name, for: id) } catch {
                    guard error.code == .nameInUse, let holder = try names.holder(of: name) else { throw error }
                    try UnfinishedContainer.sweep(locations.container(holder))
                    try names.take(name, for: id)
                }
            }
            return name
        }
        var attempt = 0
        while true {
            let name = ContainerIdentity.makeName(attempt: attempt)
            do throws(StateError) {
                try names.take(name, for: id)
                return name
            } catch {
                attempt += 1
                guard error.code == .nameInUse, attempt < 50 else { throw EngineError(error) }
            }
        }
    }
}
