extension WordList {
    /// Names of languages, tools, libraries and parts of programs; alike in all languages.
    static let technology = WordList(
        "technology",
        """
        codeStrong: autolisp, lisp, clojure, elixir, erlang, fortran, cobol, pascal, delphi, lua, luau, roblox
        codeStrong: ocaml, f#, vb net, vba, julia, solidity, zig, nim, dart, objective c, groovy, tcl, verilog
        codeStrong: vhdl, systemverilog, wasm, webassembly, llvm, gcc, clang, cuda, glsl, hlsl, shader, shaders
        codeStrong: vulkan, directx, vue*, svelte, nuxt, tailwind*, bootstrap css, sass, xaml, wpf, winforms
        codeStrong: blazor, asp net, dotnet, net core, entity framework, hibernate, jpa, servlet, tomcat, kafka
        codeStrong: rabbitmq, celery, airflow, hadoop, databricks, snowflake, bigquery, dbt, elasticsearch, kibana
        codeStrong: grafana, prometheus, promql, helm, istio, jenkins, gitlab, ci cd, devops, cloudformation
        codeStrong: lambda function, s3 bucket, ec2, azure, gcp, cloud run, heroku, vercel, netlify, systemd
        codeStrong: crontab, ssh, awk, grep, jq, curl, wget, vim, emacs, tmux, ffmpeg, imagemagick, yum, homebrew
        codeStrong: nix, conda, virtualenv, pipenv, pyqt, pyside*, tkinter, qtextedit, qt, gtk, opencv, sklearn
        codeStrong: scikit, keras, huggingface, transformers library, langchain, llama cpp, seaborn, matplotlib
        codeStrong: ggplot, dplyr, tidyverse, shiny app, jupyter, colab, streamlit, gradio, playwright, puppeteer
        codeStrong: cypress, junit, mockito, jest, mocha, wsdl, soap, grpc, protobuf, swagger, openapi, eintr
        codeStrong: mutex, semaphore, deadlock, race condition, syscall, kernel module, malloc, stack overflow
        codeStrong: buffer overflow, smart contract, ethereum, blockchain in, svg, canvas element, ajax, cors
        codeStrong: http request, http server, tls, sni, tcp, udp, socket, sockets, dns, vlan, subnet
        codeStrong: firewall rule, iptables, wireshark, load balancer, reverse proxy, registry key
        codeStrong: active directory, sharepoint, power bi, dax, power query, excel formula, google sheets
        codeStrong: apps script, spreadsheet formula, vlookup, pivot table, latex document, tikz, markdown table
        codeStrong: html form, dropdown menu, navbar, cookie consent, ui component, webhook, middleware, orm
        codeStrong: foreign key, primary key, stored procedure, raspberry pi, esp32, stm32, microcontroller, gpio
        codeStrong: i2c, firmware, plc, ladder logic, ros2, unreal engine, godot, pygame, minecraft plugin
        codeStrong: discord js, tauri, electron app, jetpack compose, swiftui, uikit, core data, room database
        codeStrong: android app, ios app, mobile app, unit testing, integration test, code coverage, apt get
        codeStrong: apt install, rest api, sed command, poetry install, apache spark, the dom
        codeTrouble: exception, stacktrace, not found error, permission denied, command not found
        codeTrouble: connection refused, null pointer, syntax error, compile error, linker error, build fails
        codeTrouble: breaks when, throws, nullreference, was cancelled, oom, core dumped
        """
    )
}
