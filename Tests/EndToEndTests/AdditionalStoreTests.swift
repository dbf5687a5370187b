import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Image stores of others, which are only read.
    @Suite struct AdditionalStores {
        @Test func `images of an additional store are run and never changed`() throws {
            try withSandbox(images: [Fixtures.busybox]) { box in
                let other = "\(Sandbox.engineProgram) --root $BOX/theirs --runroot $BOX/theirs-run"
                try box.check("\(other) load -q -i \(Fixtures.app) && find $BOX/theirs -printf '%p %T@ %C@ %m %s\\n' | sort > before")
                let with = "apus --additional-store $BOX/theirs"
                try box.check("\(with) images --format '{{.Repository}} {{.ReadOnly}}' | sort", is: "docker.io/library/busybox false\nlocalhost/app true")
                try box.check("\(with) images", has: ["R/O"])
                try box.check("apus images", has: ["busybox"], lacks: ["app", "R/O"])
                try box.check("\(with) images --filter readonly=true -q | wc -l", is: "1")
                try box.check("\(with) run --rm app:1.0 works", is: "entry works")
                try box.check("APUS_ADDITIONAL_STORES=$BOX/theirs/images apus run --rm app:1.0 works", is: "entry works")
                try box.check("\(with) image inspect --format '{{.Id}}' app:1.0 | wc -c", is: "65")
                try box.check("\(with) history app:1.0 > /dev/null && \(with) save app:1.0 | tar -t | grep -c manifest.json", is: "1")
                try box.check("\(with) rmi app:1.0", code: 125, says: ["only read"])
                try box.check("\(with) rmi -a -f > /dev/null; \(with) image prune -a -f; \(with) system check", code: 0)
                try box.check("\(with) create --name c app:1.0 again > /dev/null && apus start -a c && apus rm c", has: ["entry again"])
                // What is pulled or loaded anew shares the layers that are there.
                try box.check("\(with) tag app:1.0 mine:1 && \(with) run --rm mine:1 own", is: "entry own")
                try box.check("\(with) images --format '{{.Repository}} {{.ReadOnly}}' | sort", has: ["localhost/app true", "localhost/mine false"])
                try box.check("find $BOX/theirs -printf '%p %T@ %C@ %m %s\\n' | sort | cmp - before")
                try box.check("apus --additional-store $PWD images", code: 125, says: ["additional store"])
                try box.check("rm -r $BOX/theirs $BOX/theirs-run; apus rmi -f mine:1 > /dev/null")
            }
        }

        @Test func `the stores that storage.conf names are used where they are of apus`() throws {
            try withSandbox(images: []) { box in
                let engine = Sandbox.engineProgram
                try box.check("\(engine) --root $BOX/theirs --runroot $BOX/theirs-run load -q -i \(Fixtures.app) > /dev/null; mkdir -p $BOX/podman/overlay-images")
                try box.check("printf '[storage]\\ndriver = \"overlay\"\\n[storage.options]\\nadditionalimagestores = [ \"%s/podman\",\\n \"%s/theirs\" ]\\n' $BOX $BOX > storage.conf")
                // a mount namespace of its own, so that the machine's own store is neither seen nor changed
                let own = "unshare -m sh -c 'mount -t tmpfs none /var/lib; mount -t tmpfs none /run; mkdir -p /run/x; CONTAINERS_STORAGE_CONF=$PWD/storage.conf"
                try box.check("\(own) \(engine) images --format \"{{.Repository}} {{.ReadOnly}}\"'", is: "localhost/app true")
                try box.check("\(own) \(engine) --root /run/x images -q'", is: "")
                try box.check("printf '[storage.options]\\nadditionalimagestores = \"x\"\\n' > storage.conf; \(own) \(engine) images'", code: 125, says: ["storage.conf", "no list"])
                try box.check("rm -r $BOX/theirs $BOX/theirs-run $BOX/podman")
            }
        }
    }
}
