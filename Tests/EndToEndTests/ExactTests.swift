import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// What is unpacked equals what umoci unpacks, file by file.
    @Suite(.enabled(if: LocalRegistry.isInstalled && ImageTools.hasUmoci, "needs umoci and the tools of attributes and access lists"))
    struct Exact {
        /// The layout of `scripts/make-exact-image`, and umoci's tree of it.
        private func prepare(_ box: Sandbox) throws -> TreeListing {
            try box.check("\(Fixtures.repository)/scripts/make-exact-image \(box.files)/layout", seconds: 120)
            try box.check("umoci unpack --image layout:exact umoci > said 2>&1 || cat said", is: "", seconds: 120)
            // The archive has it; umoci takes an empty value for none.
            try box.check("setfattr -n user.empty umoci/rootfs/etc/attributes && touch -r umoci/rootfs/etc/attributes umoci/rootfs/etc/attributes")
            return try TreeListing(of: "\(box.files)/umoci/rootfs")
        }

        /// The tree of an image of the store.
        private func tree(_ box: Sandbox, _ image: String) throws -> TreeListing {
            let place = try box.check("apus image mount \(image)").text
            defer { _ = try? box.run("apus image unmount \(image)") }
            return try TreeListing(of: place)
        }

        private func equal(_ box: Sandbox, _ image: String, _ expected: TreeListing, sourceLocation: SourceLocation = #_sourceLocation) throws {
            let difference = expected.difference(to: try tree(box, image))
            #expect(difference.isEmpty, "\(difference.prefix(60).joined(separator: "\n"))", sourceLocation: sourceLocation)
        }

        @Test func `an image of everything is unpacked as umoci does it`() throws {
            try withSandbox(images: []) { box in
                let expected = try prepare(box)
                #expect(expected.lines.count > 80)
                try box.check("apus pull -q oci:layout:exact > id && apus tag $(cat id) localhost/exact:1")
                try equal(box, "localhost/exact:1", expected)
                try box.check("apus run --rm --network none localhost/exact:1 && apus system check", is: "")
                // packed in other ways
                for (format, options) in [("zstd", "--dest-compress-format zstd --dest-compress-level 3"), ("plain", "--dest-decompress")] {
                    try box.check("apus rmi -a -f > /dev/null; skopeo --insecure-policy copy -q \(options) oci:layout:exact dir:\(format)")
                    try box.check("apus pull -q dir:\(format) > id && apus tag $(cat id) localhost/exact:\(format)")
                    try equal(box, "localhost/exact:\(format)", expected)
                }
            }
        }

        @Test func `sparse files as GNU tar archives them have their bytes and their holes`() throws {
            try withSandbox(images: []) { box in
                let expected = try prepare(box)
                try box.check("\(Fixtures.repository)/scripts/make-exact-image \(box.files)/sparse --sparse && apus pull -q oci:sparse:exact > id && apus tag $(cat id) localhost/sparse:1")
                let place = try box.check("apus image mount localhost/sparse:1").text
                for (name, most) in [("sparse-gnu", 64), ("sparse-pax", 16)] {
                    try box.check("cmp \(place)/data/\(name) umoci/rootfs/data/\(name) && [ $(stat -c %b \(place)/data/\(name)) -le \(most) ]")
                }
                try box.check("apus image unmount localhost/sparse:1 > /dev/null")
                // times are those of another run of the script: everything else is the same
                let names = Set(try tree(box, "localhost/sparse:1").lines.map { $0.split(separator: " ").prefix(4) })
                #expect(names == Set(expected.lines.map { $0.split(separator: " ").prefix(4) }))
            }
        }

        @Test func `layers are the same in every order in which they come`() throws {
            try withSandbox(images: []) { box in
                let expected = try prepare(box)
                let registry = try LocalRegistry(faulty: (), image: "oci:\(box.files)/layout:exact")
                for order in ["0-1-2-3-4", "4-3-2-1-0", "2-0-4-1-3", "3-4-0-1-2", "1-3-0-4-2"] {
                    let name = "\(registry.address)/order-\(order)"
                    try box.check("apus rmi -a -f > /dev/null 2>&1; apus pull -q --tls-verify=false \(name) > /dev/null")
                    let place = try box.check("apus image mount \(name)").text
                    let difference = expected.difference(to: try TreeListing(of: place))
                    try box.check("apus image unmount \(name) > /dev/null")
                    #expect(difference.isEmpty, "\(order)\n\(difference.prefix(40).joined(separator: "\n"))")
                }
            }
        }

        @Test(.enabled(if: environmentVariable("APUS_WITHOUT_DEBIAN") == nil, "no mirror of Debian could be reached"))
        func `a Debian image of several layers is unpacked as umoci does it`() throws {
            try withSandbox(images: []) { box in
                try box.check(
                    #"""
                    set -e
                    skopeo --insecure-policy copy -q docker-archive:$(echo $FIXTURES)/debian-image.tar oci:deb:1
                    umoci unpack --image deb:1 two
                    # What packages do: programs with other owners and modes, diversions, links, and files that go.
                    chroot two/rootfs useradd -m someone; chroot two/rootfs dpkg --purge --force-all mawk > /dev/null 2>&1 || true
                    rm -rf two/rootfs/usr/share/doc two/rootfs/var/lib/apt/lists; cp -a two/rootfs/usr/bin/perl two/rootfs/usr/bin/perl-again
                    chmod 2755 two/rootfs/var/mail; rm two/rootfs/etc/os-release; cp two/rootfs/usr/lib/os-release two/rootfs/etc/os-release
                    umoci repack --image deb:2 two; rm -rf two; umoci unpack --image deb:2 three
                    mkdir -p three/rootfs/usr/share/doc/new three/rootfs/opt/app; echo new > three/rootfs/usr/share/doc/new/file; mv three/rootfs/srv three/rootfs/opt/app/
                    rm -rf three/rootfs/var/mail; ln -s ../opt/app three/rootfs/var/mail; setfattr -n user.k -v v three/rootfs/opt; touch -d 2001-01-01 three/rootfs/etc/hostname
                    umoci repack --image deb:3 three; rm -rf three; umoci unpack --image deb:3 umoci
                    """#, seconds: 300)
                let expected = try TreeListing(of: "\(box.files)/umoci/rootfs")
                #expect(expected.lines.count > 3000)
                try box.check("apus pull -q oci:deb:3 > id && apus tag $(cat id) localhost/deb:3", seconds: 120)
                try equal(box, "localhost/deb:3", expected)
                try box.check("apus run --rm --network none localhost/deb:3 sh -c 'id -u someone; cat /usr/share/doc/new/file; ls /usr/share/doc'", is: "1000\nnew\nnew")
            }
        }

        @Test func `an image goes through every transport and back, with skopeo between, and keeps its digest`() throws {
            let registry = try LocalRegistry()
            try withSandbox(images: []) { box in
                let expected = try prepare(box)
                let digest = try box.run("sed 's/.*\"digest\":\"\\(sha256:[0-9a-f]*\\)\".*/\\1/' layout/index.json").text
                let places = [
                    "oci:there.N:x", "oci-archive:there.N.tar:x", "dir:there.N.dir", "docker://\(registry.address)/there/n-N:1", "containers-storage:localhost/there:N",
                ]
                var last = "oci:layout:exact"
                var number = 0
                for first in places {
                    for second in places where !second.hasPrefix("containers-storage") {
                        number += 1
                        let (own, other) = (first.replacing("N", with: "\(number)a"), second.replacing("N", with: "\(number)b"))
                        // skopeo does not know our store: from there we bring it on
                        var from = own
                        try box.check("apus copy -q --digestfile d \(last) \(own) && cat d", is: digest)
                        if own.hasPrefix("containers-storage") {
                            from = "dir:on.\(number)"
                            try box.check("apus copy -q --digestfile d \(own) \(from) && cat d", is: digest)
                        }
                        try box.check("skopeo --insecure-policy copy -q --preserve-digests --src-tls-verify=false --dest-tls-verify=false --digestfile e \(from) \(other) && cat e", is: digest)
                        last = other
                    }
                }
                try box.check("apus rmi -a -f > /dev/null; apus copy -q \(last) containers-storage:localhost/back:1")
                try equal(box, "localhost/back:1", expected)
                // an archive without a manifest of its own keeps the layers
                try box.check("apus save -q -o saved.tar localhost/back:1 && apus rmi -a -f > /dev/null && skopeo --insecure-policy copy -q docker-archive:saved.tar docker-archive:again.tar:localhost/back:1 && apus load -q -i again.tar > /dev/null")
                try equal(box, "localhost/back:1", expected)
            }
        }
    }
}
